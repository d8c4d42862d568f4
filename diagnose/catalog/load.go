package catalog

import (
	"errors"
	"fmt"
	"io/fs"
)

// A loader reads data files and collects what they hold.
type loader struct {
	tables
	lib      *library
	ids      map[string]position
	provider int // of the entries that are being read
	own      bool
	check    bool      // the data may have errors
	seen     keySet    // room for the keys of a stanza
	made     *snapshot // of the data that is read, where it was compiled before
}

// tables are what data files hold, in file order.
type tables struct {
	program   program
	providers []provider
	rules     []entryRule
	phrases   []phrase
	// conditions are the patterns that begin a condition.
	conditions []pattern
	codes      codeTable
	lists      []listRule
}

// A phrase is a pattern that means a category, whoever says it.
type phrase struct {
	pattern
	category Category
	lang     string
	weak     bool
	own      bool
	pos      position
}

// A listRule is a DNS blocklist with the patterns that name it.
type listRule struct {
	entry *Entry
	zone  string
	names []pattern
}

func newLoader() *loader {
	return &loader{
		tables: tables{
			providers: []provider{{anywhere: true}}, // that of entries without one
			codes:     newCodeTable(),
			program:   newProgram(0, 0),
			rules:     make([]entryRule, 0, 1300),
		},
		lib:  &library{advice: map[string]string{}, about: map[Category]*Entry{}},
		ids:  map[string]position{},
		seen: make(keySet, 0, 32),
	}
}

// readFS reads all data files of a file system.
func (l *loader) readFS(files fs.FS) error {
	data, _, err := readData(files)
	if err != nil {
		return err
	}
	return l.readAll(data)
}

// readAll reads all data files.
func (l *loader) readAll(data []dataFile) error {
	// Phrases refer to nothing else: they are read meanwhile.
	words := &loader{check: l.check}
	words.phrases = make([]phrase, 0, 2500)
	l.program, words.program = l.made.programs()
	l.program.check, words.program.check = l.check, l.check
	wordsErr := make(chan error, 1)
	go func() { wordsErr <- errors.Join(words.readFiles(data, dataFile.ofWords), l.made.decode()) }()
	err := l.readFiles(data, func(d dataFile) bool { return !d.ofWords() })
	return errors.Join(err, <-wordsErr, l.join(words))
}

// readFiles reads those of the files that which selects.
func (l *loader) readFiles(data []dataFile, which func(dataFile) bool) error {
	var errs []error
	for _, d := range data {
		if which(d) {
			errs = append(errs, l.read(d.name, d.text))
		}
	}
	return errors.Join(errs...)
}

// join takes over the phrases and conditions of another loader, which has nothing
// else.
func (l *loader) join(words *loader) error {
	if len(words.rules)+len(words.lists)+len(words.codes.order)+len(words.providers) > 0 {
		return errors.New("catalog: the files of phrases and conditions hold other stanzas too")
	}
	at := l.program.join(&words.program)
	for i := range words.phrases {
		p := &words.phrases[i]
		p.from, p.to = p.from+at, p.to+at
	}
	if len(l.phrases) == 0 {
		l.phrases = words.phrases
	} else {
		l.phrases = append(l.phrases, words.phrases...)
	}
	for _, p := range words.conditions {
		p.from, p.to = p.from+at, p.to+at
		l.conditions = append(l.conditions, p)
	}
	if l.made != nil {
		if len(l.program.spans)+len(words.program.spans) > 0 {
			return errSnapshot
		}
		l.program = l.made.program
	}
	return nil
}

// read reads one data file. All errors of the file come back joined.
func (l *loader) read(file, text string) error {
	l.provider = 0
	var errs []error
	for r := newStanzaReader(file, text); ; {
		s, ok, err := r.next()
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		if !ok {
			return errors.Join(errs...)
		}
		if err := l.readStanza(s); err != nil {
			errs = append(errs, err)
		}
	}
}

// readStanza reads a stanza by its first key.
func (l *loader) readStanza(s *stanza) error {
	switch first := s.fields[0]; first.key {
	case "Id":
		return l.readEntry(s)
	case "Provider":
		return l.readProvider(s)
	case "Category":
		return l.readPhrases(s)
	case "Advice":
		return l.readAdvice(s)
	case "Condition":
		return l.readConditions(s)
	case "About":
		return l.readAbout(s)
	case "Status", "Class", "Subject", "Reply", "Pair":
		return l.readCode(s)
	case "List":
		return l.readList(s)
	default:
		return s.errAt(first, "a stanza begins with Provider, Id, Category, Condition, Advice, About, Status, Class, Subject, Reply, Pair or List")
	}
}

// readPhrases reads a "Category:" stanza.
func (l *loader) readPhrases(s *stanza) error {
	common := phrase{own: l.own}
	for _, f := range s.fields {
		var err error
		switch f.key {
		case "Category":
			common.category = Category(f.value)
			err = validCategory(f.value)
		case "Lang":
			common.lang = f.value
		case "Weak":
			common.weak, err = parseYes(f.value)
		case "Note":
		case "Phrase":
			p := common
			p.pos = position{s.file, f.line}
			p.pattern, err = l.program.compile(f.value)
			if err == nil {
				l.phrases = append(l.phrases, p)
			}
		default:
			err = errors.New("unknown key; a stanza of phrases has Category, Lang, Weak, Note and Phrase")
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	return nil
}

// readConditions reads a "Condition:" stanza: patterns whose sentence does not
// say what happened.
func (l *loader) readConditions(s *stanza) (err error) {
	for _, f := range s.fields {
		switch f.key {
		case "Condition": // the language
		case "Phrase":
			l.conditions, err = l.program.append(l.conditions, f.value)
		default:
			err = errors.New("unknown key; a stanza of conditions has Phrase")
		}
		if err != nil {
			return s.errAt(f, "%w", err)
		}
	}
	return nil
}

// readAdvice reads an "Advice:" stanza.
func (l *loader) readAdvice(s *stanza) error {
	if len(s.fields) != 2 || s.fields[1].key != "Text" || s.fields[1].value == "" {
		return s.errAt(s.fields[0], "want the key, then Text")
	}
	key := s.fields[0].value
	if _, dup := l.lib.advice[key]; dup || !validName(key) {
		return s.errAt(s.fields[0], "%q stands twice or is no name", key)
	}
	l.lib.advice[key] = s.fields[1].value
	return nil
}

// adviceText gives the sentence of a key.
func (lib *library) adviceText(key string) (string, error) {
	if text, ok := lib.advice[key]; ok {
		return text, nil
	}
	return "", fmt.Errorf("no advice %q in advice.txt", key)
}

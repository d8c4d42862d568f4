#!/bin/sh
# A hook for ndr analyze: says which recipients stand in a file of addresses.
#   ndr analyze --hook 'known=sh docs/examples/hook-list.sh known.txt' bounce.eml
# jq builds the answer, so that nothing of the mail is taken for more than text.
exec jq --rawfile known "$1" '
  ($known | ascii_downcase | split("\n") | map(select(. != ""))) as $list
  | [.report.recipients[].final | ascii_downcase | select(IN($list[]))] as $hits
  | {schema: "ndr-hook/1", target: "\($list | length) addresses",
     findings: [$hits[] | {severity: "info", id: "known-address", text: "\(.) is in the list"}]}'

# No file that nobody can hold in their head: 600 lines of source, 100 of README.

sources() {
    git ls-files --cached --others --exclude-standard -- \
        '*.rs' '*.proto' '*.sh' '*.py' '*.js' '*.mjs' '*.ts' '*.tsx' tests/run | grep -vE '^(proto/src/gen|gateway/web/(dist|src/gen))/'
}

too_long() {
    local limit=$1 file lines
    while read -r file; do
        lines=$(wc -l <"$file")
        ((lines <= limit)) || echo "$file has $lines lines; the limit is $limit"
    done
}

long=$(sources | too_long 600 && echo README.md | too_long 100)
echo "$long"
[[ -z $long ]]

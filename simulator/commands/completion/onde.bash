# Bash completion for onde: the words come from the program itself (onde --complete COMMAND).
_onde()
{
    local current="${COMP_WORDS[COMP_CWORD]}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(onde --complete) --help --version" -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$(onde --complete "${COMP_WORDS[1]}")" -- "$current"; compgen -f -- "$current")
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
}
complete -o filenames -F _onde onde

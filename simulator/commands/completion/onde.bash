# Bash completion for onde: the words come from the program itself (onde --complete COMMAND).
_onde()
{
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(onde --complete) --help --version" -- "$current")
        return
    fi
    if [ "${COMP_WORDS[1]}" = mpi ]; then # platforms are for its option only
        [ "$previous" = = ] && previous=${COMP_WORDS[COMP_CWORD - 2]}
        if [ "$previous" = --platform ]; then
            mapfile -t COMPREPLY < <(compgen -W "$(onde --complete mpi)" -X '-*' -- "${current#=}")
        else
            mapfile -t COMPREPLY < <(compgen -W "$(onde --complete mpi)" -X '[!-]*' -- "$current"; compgen -f -- "$current")
        fi
        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$(onde --complete "${COMP_WORDS[1]}")" -- "$current"; compgen -f -- "$current")
    [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
}
complete -o filenames -F _onde onde

#!/bin/sh
# The manual's list of verbs is the one that the program prints: agrees.sh PROGRAM PAGE
here=$(sed -n '/^\.Ss The verbs$/,/^\.Pp$/p' "$2" | sed '1d;$d')
there=$("$1" help --man) || exit
[ "$here" = "$there" ] && exit
echo "'$1 help --man' prints another list of verbs than $2 has: put it there"
exit 1

# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of anserctl in fish. Commands and options are asked of anserctl itself.

function __anserctl_words
    commandline -opc | string match -v -- '-*'
end

# What --help says of the words typed so far, at most that many.
function __anserctl_help
    set -l words (__anserctl_words)
    set -l last (math "min($argv[1], "(count $words)")")
    set words $words[1..$last]
    LC_ALL=C command $words --help 2>/dev/null
end

# Commands where there are some, with what they do.
function __anserctl_commands
    set -l words (__anserctl_words)
    test (count $words) -gt 2; and return
    set -l help (__anserctl_help 2)
    string match -q 'Usage: *' -- $help[1]; or return
    string match -rg '^  ([a-z]\S* +.*)$' -- $help | string replace -r ' +' \t
end

function __anserctl_options
    __anserctl_help 3 | string replace -rf '^  (?:-\w, )?(--[a-z0-9-]+)\S* +(.*)$' '$1\t$2'
end

function __anserctl_accounts
    set -l words (__anserctl_words)
    $words[1] accounts list 2>/dev/null | cut -f1,2 | string split \t
end

function __anserctl_in
    contains -- (__anserctl_words)[2] $argv
end

complete -c anserctl -f
complete -c anserctl -a '(__anserctl_commands)'
complete -c anserctl -n 'string match -q -- "-*" (commandline -ct)' -a '(__anserctl_options)'
complete -c anserctl -n '__anserctl_in doctor check' -a '(__anserctl_accounts)'
complete -c anserctl -n '__anserctl_in doctor' -a 'pop3:// pop3s:// smtp:// smtps://'
complete -c anserctl -n '__anserctl_in eml send' -F
complete -c anserctl -l account -x -a '(__anserctl_accounts)'
complete -c anserctl -l server -x -a 'pop3:// pop3s:// smtp:// smtps://'
complete -c anserctl -l tls -x -a none
complete -c anserctl -l auth -x -a 'SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER USER APOP none'
complete -c anserctl -l dsn -x -a 'never success failure delay'
complete -c anserctl -l sort -x -a 'date relevance'
complete -c anserctl -n '__anserctl_in search' -a 'from: to: cc: subject: body: filename: is:unread is:starred has:attachment before: after: date: size: in: tag:'
complete -c anserctl -l dsn-return -x -a 'full headers'
for option in ca-file password-file text-file html-file attach inline state
    complete -c anserctl -l $option -r -F
end
for option in maildir output
    complete -c anserctl -l $option -x -a '(__fish_complete_directories)'
end

#!/bin/sh
# Make the example plant's repository: make.sh DIR. You are then Arjun Deshpande, who heads the plant in Chakan.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
git init -q -b main "$1"
git -C "$1" fast-import --quiet <"$here/history"
git -C "$1" reset -q --hard
git -C "$1" config user.name 'Arjun Deshpande'
git -C "$1" config user.email plant.head@sahyadri.example
# As 'sx init' and 'sx clone' set it up, and 'sx doctor' says.
git -C "$1" config merge.sx.name 'records of sx, field by field'
git -C "$1" config merge.sx.driver 'sx merge-driver %O %A %B %P'
git -C "$1" config merge.renames false
git -C "$1" config pull.twohead recursive

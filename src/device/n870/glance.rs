//! A first look at a file, to guess what it says without reading it whole.

use memchr::memmem;

use super::{N870, id};
use crate::device::published::{HandsetCode, Published, Record};

const ADD: &[u8] = b"<oper name=\"add_hs\" value=\"";
const REMOVE: &[u8] = b".RegStatus\" value=\"ToDeReg\"";
const START: &[u8] = b"<param name=\"RegStart\" value=\"";
const SECONDS: &[u8] = b"<param name=\"RegDuration\" value=\"";

/// How many digits an IPUI has.
const DIGITS: usize = 10;

/// Finds the handsets of a file and its window, where they are written as the built-in template writes
/// them. As of every device, this is a guess and nothing to act upon.
pub(super) fn glance(bytes: &[u8]) -> Published {
    let mut says = Published::empty(&N870);
    let ipui = |digits: Option<&[u8]>| id::ipui(std::str::from_utf8(digits?).ok()?);
    for at in memmem::find_iter(bytes, ADD) {
        let begin = at + ADD.len();
        if let Some(ipui) = ipui(bytes.get(begin..begin + DIGITS)) {
            says.records.push(Record {
                active: Some(true),
                handset: Some(HandsetCode::Reserved(ipui)),
                ..Record::default()
            });
        }
    }
    let removed = memmem::find_iter(bytes, REMOVE);
    says.removed = removed
        .filter_map(|at| ipui(bytes.get(at.checked_sub(DIGITS)?..at)))
        .collect();
    let value_after = |name: &[u8]| {
        let begin = memmem::find(bytes, name)? + name.len();
        let value = bytes.get(begin..)?.split(|byte| *byte == b'"').next()?;
        std::str::from_utf8(value).ok().map(str::to_owned)
    };
    says.window_start = value_after(START);
    says.window_seconds = value_after(SECONDS);
    says
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::reader::read;

    #[test]
    fn it_sees_what_the_built_in_template_writes() {
        let file = "<provisioning><nvm>\
            <param name=\"hs.02b6ec8aa5.RegStatus\" value=\"ToDeReg\"/>\
            <oper name=\"update_dm\" value=\"local\"><param name=\"RegStart\" value=\"1767225600\"/>\
            <param name=\"RegDuration\" value=\"900\"/></oper>\
            <oper name=\"add_hs\" value=\"029e74a599\"><param name=\"hs.RegStatus\" value=\"ToReg\"/></oper>\
            </nvm></provisioning>";
        let (guess, says) = (
            glance(file.as_bytes()),
            read(&N870, file.as_bytes()).unwrap(),
        );
        assert!(guess.accounts().eq(says.accounts()));
        assert_eq!(guess.removed(), says.removed());
        assert!(guess.same_window(&says));
    }

    #[test]
    fn what_it_does_not_understand_it_leaves_out() {
        for file in [
            "",
            "<oper name=\"add_hs\" value=\"",
            "<oper name=\"add_hs\" value=\"029e\"/>",
            "<oper name=\"add_hs\" value=\"000000001x\"/>",
            ".RegStatus\" value=\"ToDeReg\"",
        ] {
            assert!(glance(file.as_bytes()) == Published::empty(&N870), "{file}");
        }
    }
}

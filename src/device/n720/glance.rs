//! A first look at a file, to guess what it says without reading it whole.

use memchr::memmem;

use super::N720;
use super::item::{Index, split_index, unquote};
use super::reader::handset_code;
use crate::device::published::Published;

/// How the ids of handset codes begin and go on after their index.
const HANDSET: &[u8] = b"BS_Accounts.astAccounts[";
/// The items of the window.
const WINDOW: &[u8] = b"BS_AE_Subscriber.";
const WINDOW_START: &[u8] = b"acIPUIRegistrationTimestamp";
const WINDOW_SECONDS: &[u8] = b"ulIPUIRegistrationDuration";

/// Finds the handset codes of a file, its version and its window, where they are written as most
/// templates write them.
///
/// This is a guess and nothing to act upon: it knows neither comments nor entities nor what a later
/// item overrules. It is good for one thing: to render the file that the base should have if the
/// guess is right. Where that has the very bytes of the file in place, the guess was right and
/// nothing is to be done, which is the case of nearly every base in nearly every night.
#[must_use]
pub fn glance(bytes: &[u8]) -> Published {
    let mut says = Published::empty(&N720);
    for at in memmem::find_iter(bytes, HANDSET) {
        let code = tag(&bytes[at + HANDSET.len()..]).and_then(|tag| {
            let (index, _) = split_index(tag)?;
            Some((index, handset_code(value(tag)?).ok()?))
        });
        if let Some((Index::At(position), code)) = code {
            says.records[position.index()].handset = Some(code);
        }
    }
    let value_in = |bytes: &'_ [u8], name: &[u8]| {
        let at = memmem::find(bytes, name)?;
        Some(value(tag(&bytes[at + name.len()..])?)?.to_owned())
    };
    let value_after = |name: &[u8]| value_in(bytes, name);
    // A value with an entity is left out: the guess is wrong then, which does no harm.
    if let Some(name) = value_after(b"<PROFILE_NAME").filter(|name| !name.contains('&')) {
        says.take_profile_name(&name);
    }
    says.version = value_after(b"<VERSION");
    // Most files have no window, and are looked through once for that.
    if let Some(at) = memmem::find(bytes, WINDOW) {
        let window = |name| Some(unquote(&value_in(&bytes[at..], name)?).to_owned());
        says.window_start = window(WINDOW_START);
        says.window_seconds = window(WINDOW_SECONDS);
    }
    says
}

/// How far the end of a tag is looked for, in bytes. The tags that matter here are far shorter, and a
/// file that begins thousands of them and ends none would be scanned to its end for each.
const LONGEST_TAG: usize = 512;

/// The text up to the end of the tag.
fn tag(bytes: &[u8]) -> Option<&str> {
    let end = memchr::memchr(b'>', &bytes[..bytes.len().min(LONGEST_TAG)])?;
    std::str::from_utf8(&bytes[..end]).ok()
}

fn value(tag: &str) -> Option<&str> {
    let (_, after) = tag.split_once("value=")?;
    let quote = after.chars().next()?;
    after[quote.len_utf8()..]
        .split_once(quote)
        .map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::device::reader::read;

    #[test]
    fn it_sees_what_the_built_in_template_writes() {
        let file = "<ProviderFrame><Provider><MAC_ADDRESS value=\"7C2F80123456\"/>\
            <VERSION value=\"150124\"/>\
            <SYMB_ITEM ID=\"BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]\" value='\"1501240800\"'/>\
            <SYMB_ITEM ID=\"BS_AE_Subscriber.ulIPUIRegistrationDuration\" value=\"3600\"/>\
            <SYMB_ITEM ID=\"BS_Accounts.astAccounts[7].aucHandsetCode[0]\" value=\"0x02,0x9E,0x74,0xA5,0x99\"/>\
            <SYMB_ITEM ID=\"BS_Accounts.astAccounts[8].aucHandsetCode[0]\" value=\"0x00,0x00,0x00,0x00,0x00\"/>\
            </Provider></ProviderFrame>";
        let (guess, says) = (
            glance(file.as_bytes()),
            read(&N720, file.as_bytes()).unwrap(),
        );
        assert!(guess.accounts().eq(says.accounts()));
        assert_eq!(guess.version, says.version);
        assert!(guess.same_window(&says));
    }

    #[test]
    fn tags_without_an_end_take_no_time() {
        let file = "BS_Accounts.astAccounts[".repeat(1 << 18);
        let start = Instant::now();
        assert!(glance(file.as_bytes()) == Published::empty(&N720));
        assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
    }

    #[test]
    fn what_it_does_not_understand_it_leaves_out() {
        for file in [
            "",
            "BS_Accounts.astAccounts[",
            "BS_Accounts.astAccounts[1].aucHandsetCode[0]\" value=>",
            "BS_Accounts.astAccounts[%].aucHandsetCode[0]\" value='0,0,0,0,0'>",
            "BS_Accounts.astAccounts[200].aucHandsetCode[0]\" value='0,0,0,0,0'>",
            "<VERSION value=",
        ] {
            assert!(glance(file.as_bytes()) == Published::empty(&N720), "{file}");
        }
    }
}

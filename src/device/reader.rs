//! Bytes of a provisioning file -> what it says.

use super::Layout;
use super::fragments::{Fragments, Scan};
use super::published::Published;
use super::xml::{self, ReadError, Step, walk};

/// Reads a provisioning file, its own or hand-made.
///
/// Other attribute orders and quoting, comments, ids in other letter case, and items that nobody here
/// knows are all taken; a later item overrules an earlier one, as on the device.
///
/// # Errors
/// When the file is no whole XML document, or an item that decides about handsets has a value that
/// cannot be understood: guessing there could move a handset.
pub(crate) fn read(layout: &'static dyn Layout, bytes: &[u8]) -> Result<Published, ReadError> {
    read_text(layout, &xml::decoded(bytes, bytes)?, None)
}

/// Reads a provisioning file, and finds everything in it that is about no account.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_with_fragments(
    layout: &'static dyn Layout,
    bytes: &[u8],
) -> Result<(Published, Fragments), ReadError> {
    let text = xml::decoded(bytes, bytes)?.into_owned();
    let mut scan = Scan::new(layout);
    let says = read_text(layout, &text, Some(&mut scan))?;
    Ok((says, scan.into_fragments(text)))
}

fn read_text(
    layout: &'static dyn Layout,
    text: &str,
    mut scan: Option<&mut Scan>,
) -> Result<Published, ReadError> {
    let mut says = Published::empty(layout);
    let mut reader = layout.reader();
    // A value is never longer decoded than written, so this is enough for all.
    says.texts.reserve(text.len());
    let (mut depth, mut roots) = (0_usize, 0);
    walk(text, |step, range| {
        match step {
            Step::Begin(tag) => {
                roots += usize::from(depth == 0);
                if roots > 1 {
                    return Err("a second document begins in the same file".into());
                }
                reader.begin(tag, &mut says)?;
                depth += 1;
            }
            Step::End => {
                depth = depth.saturating_sub(1);
                reader.end(&mut says)?;
            }
            _ => {}
        }
        scan.as_mut()
            .map_or(Ok(()), |scan| scan.see(step, range, text))
    })?;
    let at_end = |what: &str| Err(ReadError::at(text, text.len(), what.into()));
    if depth > 0 {
        return at_end("the file ends in the middle");
    }
    if roots == 0 {
        return at_end("the file has no XML element");
    }
    says.order_others();
    reader.finish(&mut says);
    Ok(says)
}

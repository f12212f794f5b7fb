//! Bytes of a provisioning file -> what it says.

use std::ops::Range;

use super::fragments::{Fragments, Scan};
use super::layout::{Layout, Reader};
use super::published::Published;
use super::xml::{self, ReadError, Step, walk, walk_plainly};

/// Reads a provisioning file, its own or hand-made.
///
/// Other attribute orders and quoting, comments, ids in other letter case, and items that nobody here
/// knows are all taken; a later item overrules an earlier one, as on the device.
///
/// # Errors
/// When the file is no whole XML document, or an item that decides about handsets has a value that
/// cannot be understood: guessing there could move a handset.
pub(crate) fn read(layout: &'static dyn Layout, bytes: &[u8]) -> Result<Published, ReadError> {
    let text = xml::decoded(bytes, bytes)?;
    read_text(layout, &text, false).map(|(says, _)| says)
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
    let (says, scan) = read_text(layout, &text, true)?;
    let scan = scan.unwrap_or_else(|| Scan::new(layout));
    Ok((says, scan.into_fragments(text)))
}

/// What a text says, and where the scan of its fragments has got to.
type Said = (Published, Option<Scan>);

/// Reads a text, and finds its fragments where they are wanted.
fn read_text(
    layout: &'static dyn Layout,
    text: &str,
    with_fragments: bool,
) -> Result<Said, ReadError> {
    let whole = || {
        let mut reading = Reading::new(layout, text, with_fragments);
        walk(text, |step, range| reading.see(step, range))?;
        reading.finish()
    };
    let mut plain = Reading::new(layout, text, with_fragments);
    let walked = walk_plainly(text, |step, range| plain.see(step, range));
    match walked.is_ok().then(|| plain.finish()) {
        Some(Ok(said)) => {
            debug_assert!(
                whole().is_ok_and(|(says, _)| says == said.0 && says.doubt() == said.0.doubt()),
                "both ways through a file lead to the same"
            );
            Ok(said)
        }
        // It is spelled otherwise, or wrong, and then its line is wanted.
        Some(Err(_)) | None => whole(),
    }
}

/// A text that is being read.
struct Reading<'t> {
    text: &'t str,
    says: Published,
    reader: Box<dyn Reader>,
    scan: Option<Scan>,
    depth: usize,
    roots: usize,
}

impl<'t> Reading<'t> {
    fn new(layout: &'static dyn Layout, text: &'t str, with_fragments: bool) -> Self {
        let mut says = Published::empty(layout);
        // A value is never longer decoded than written, so this is enough for all.
        says.texts.reserve(text.len());
        Self {
            text,
            says,
            reader: layout.reader(),
            scan: with_fragments.then(|| Scan::new(layout)),
            depth: 0,
            roots: 0,
        }
    }

    fn see(&mut self, step: &Step<'_>, range: Range<usize>) -> Result<(), String> {
        match step {
            Step::Begin(tag) => {
                self.roots += usize::from(self.depth == 0);
                if self.roots > 1 {
                    return Err("a second document begins in the same file".into());
                }
                self.reader.begin(tag, &mut self.says)?;
                self.depth += 1;
            }
            Step::End => {
                self.depth = self.depth.saturating_sub(1);
                self.reader.end(&mut self.says)?;
            }
            _ => {}
        }
        match &mut self.scan {
            Some(scan) => scan.see(step, range, self.text),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Said, ReadError> {
        let at_end = |what: &str| Err(ReadError::at(self.text, self.text.len(), what.into()));
        if self.depth > 0 {
            return at_end("the file ends in the middle");
        }
        if self.roots == 0 {
            return at_end("the file has no XML element");
        }
        self.says.order_others();
        self.reader.finish(&mut self.says);
        Ok((self.says, self.scan))
    }
}

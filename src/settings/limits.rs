//! How much a run takes from files that strangers made.
//!
//! A roster comes by mail, and a few bytes of a workbook can ask for all the memory of a machine. Each
//! bound is far beyond what a site of a million handsets needs, and each can be raised.

use serde::Deserialize;

/// A million bytes.
pub const MB: u64 = 1_000_000;

/// `[limits]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// How many MB one roster file may have; a workbook, unpacked.
    pub roster_mb: u64,
    /// How many rows one roster file may have, over all its sheets.
    pub roster_rows: usize,
    /// How many characters one cell may have.
    pub cell_characters: usize,
    /// How many MB of memory the program may have in use while it reads the rosters.
    pub memory_mb: u64,
    /// How many MB a provisioning file may have, in place or as a template makes it.
    pub provisioning_file_mb: u64,
    /// How many steps a template from a file may take for one provisioning file. A step is about what one `{{ value }}` or
    /// one turn of a loop takes, or what writing 64 bytes does.
    pub template_steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            roster_mb: 500,
            // As many as a sheet of Excel has, and as many characters as a cell of it.
            roster_rows: 1_048_576,
            cell_characters: 32_767,
            memory_mb: 450,
            provisioning_file_mb: 16,
            template_steps: 1_000_000,
        }
    }
}

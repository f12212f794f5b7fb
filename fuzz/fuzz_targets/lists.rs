#![no_main]

use dect_roster_fuzz::{prepare, targets};

libfuzzer_sys::fuzz_target!(init: prepare(), |bytes: &[u8]| targets::lists(bytes));

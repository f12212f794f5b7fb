//! What looks wrong in many rows together though each row is right: the traces of a fill handle, of
//! a typing error in one MAC address, of passwords that are not one's own.

use std::collections::HashMap;
use std::num::NonZeroU64;

use super::across::Check;
use crate::finding::Problem;
use crate::value::{Field, Mac};

/// How many MAC addresses in a row, each one more than the one above, are a series.
const SERIES: usize = 3;
/// How many rows make a base a busy one, beside which a lone handset looks misplaced.
const BUSY: usize = 3;

impl Check<'_, '_, '_> {
    /// All checks of this kind. `bases` are the rows that name a base, ordered by base, and `unnamed` those of
    /// bases that have no row of their own.
    pub(super) fn lint(&mut self, bases: &[(Mac, usize)], unnamed: &[(Mac, usize)]) {
        self.unknown_prefixes(bases);
        self.similar_macs(unnamed);
        self.filled_macs(unnamed);
        self.reused_passwords();
    }

    /// Names each base of an unknown maker once, at its first row.
    fn unknown_prefixes(&mut self, bases: &[(Mac, usize)]) {
        for group in bases.chunk_by(|a, b| a.0 == b.0) {
            if let Some(&(mac, first)) = group.first().filter(|(mac, _)| !mac.has_known_prefix()) {
                let prefix = mac.to_string()[..6].into();
                self.report(
                    first,
                    Field::BaseMac,
                    Problem::UnknownMacPrefix(prefix),
                    None,
                );
            }
        }
    }

    /// Finds a lone handset on a MAC address that is one typing error away from that of a busy base.
    fn similar_macs(&mut self, bases: &[(Mac, usize)]) {
        let busy: HashMap<Mac, usize> = bases
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|group| group.len() >= BUSY)
            .filter_map(|group| group.first().copied())
            .collect();
        if busy.is_empty() {
            return;
        }
        for group in bases.chunk_by(|a, b| a.0 == b.0) {
            let [(mac, row)] = group else { continue };
            let similar = |other: Mac| Some((other, *busy.get(&other)?));
            if let Some((other, other_row)) = mac.neighbours().find_map(similar) {
                self.report(
                    *row,
                    Field::BaseMac,
                    Problem::SimilarMac(other),
                    Some(other_row),
                );
            }
        }
    }

    /// Finds MAC addresses that go up by one from row to row, each on a base of its own: somebody
    /// dragged the first one down, and the spreadsheet counted.
    fn filled_macs(&mut self, bases: &[(Mac, usize)]) {
        let lone: HashMap<usize, Mac> = bases
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|group| match group {
                [(mac, row)] => Some((*row, *mac)),
                _ => None,
            })
            .collect();
        if lone.len() < SERIES {
            return;
        }
        let mut start = 0;
        for end in 1..=self.identities.len() {
            let goes_on = lone
                .get(&(end - 1))
                .zip(lone.get(&end))
                .is_some_and(|(above, below)| counts_up(*above, *below));
            if goes_on {
                continue;
            }
            if end - start >= SERIES {
                for row in start..end {
                    let other = if row == start { start + 1 } else { start };
                    self.report(row, Field::BaseMac, Problem::MacFillSeries, Some(other));
                }
            }
            start = end;
        }
    }

    /// Names each password that several rows share once, at the first of them.
    fn reused_passwords(&mut self) {
        let hashed = self.repeated(|row| row.password_hash.map(NonZeroU64::get));
        let mut reused: Vec<(usize, usize, usize)> = hashed
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|group| match group {
                [(_, first), (_, second), ..] => Some((*first, *second, group.len())),
                _ => None,
            })
            .collect();
        // Hashes differ from run to run, findings must not.
        reused.sort_unstable();
        for (first, second, rows) in reused {
            let rows = u32::try_from(rows).unwrap_or(u32::MAX);
            self.report(
                first,
                Field::Password,
                Problem::ReusedPassword(rows),
                Some(second),
            );
        }
    }
}

/// Whether a spreadsheet's fill handle, or a person counting, makes the second of the first.
fn counts_up(above: Mac, below: Mac) -> bool {
    below.bits() == above.bits() + 1 || Some(below.to_string()) == filled_down(&above.to_string())
}

/// What a fill handle makes of a text: the decimal number at its end, plus one.
fn filled_down(text: &str) -> Option<String> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, number) = text.split_at(text.len() - digits);
    let next = number.parse::<u64>().ok()?.checked_add(1)?.to_string();
    (next.len() <= digits).then(|| format!("{head}{next:0>digits$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fill_handle_counts_in_decimal_at_the_end() {
        for (text, next) in [
            ("7C2F80123456", Some("7C2F80123457")),
            ("7C2F80123459", Some("7C2F80123460")),
            ("7C2F8012AB09", Some("7C2F8012AB10")),
            ("7C2F8012AB99", None),
            ("7C2F8012345A", None),
        ] {
            assert_eq!(filled_down(text).as_deref(), next, "{text}");
        }
    }
}

//! Delimited text: CSV as spreadsheets of every country write it.
//!
//! The file is read once into one buffer, and that buffer becomes the sheet's arena, so that a roster is
//! in memory once: each record is written back over the text that is already behind the reader, because
//! unescaped fields are never longer than what they were read from. That is why this drives `csv-core`
//! rather than `csv`, which is the same parser behind a buffer of its own.

use csv_core::{ReadRecordResult, Reader};

use super::error::Fault;
use super::sheet::{CellKind, Index, Refusal, Remarks, Sheet, Swallowed};
use super::{ReadOptions, encoding, lines};

mod dialect;
mod raw;
mod spaced;
mod swallowed;

/// How many fields a record may have, empty ones included: many more than columns, for some programs
/// write separators for empty columns up to the last.
const MAX_FIELDS: usize = 1 << 20;

/// Reads a whole text file as one sheet of [`CellKind::Text`]. `tabs`: its name ends in `.tsv`, so where
/// there are tabs they are the delimiter.
///
/// # Errors
///
/// When the bytes are no text, a quote is never closed, or a limit is exceeded, with the line.
pub(super) fn read(bytes: Vec<u8>, tabs: bool, options: &ReadOptions) -> Result<Sheet, Fault> {
    if let Some(delimiter) = options.delimiter
        && !dialect::can_delimit(delimiter)
    {
        return Err(Fault::BadDelimiter(delimiter.into()));
    }
    let (mut text, assumed) = encoding::decode(bytes, options.encoding)?;
    if let Some(line) = lines::of_nul(text.as_bytes()) {
        return Err(Fault::NulCharacter(line));
    }
    let dialect = dialect::find(text.as_bytes(), options.delimiter, tabs);
    let mut remarks = Remarks {
        assumed_encoding: assumed,
        spaced: spaced::tighten(&mut text, dialect.body, dialect.delimiter),
        swallowed: Vec::new(),
    };
    let (index, text) =
        Compaction::new(text.into_bytes(), &dialect, &mut remarks.swallowed).run()?;
    Ok(Sheet::new(None, text, index).with_remarks(remarks))
}

/// The buffer while its front turns into the arena and its back is still to be read.
struct Compaction<'r> {
    buffer: Vec<u8>,
    /// Where the arena ends; never beyond `position`.
    written: usize,
    /// Where the next record is read from.
    position: usize,
    /// The line that `position` is on.
    line: u64,
    delimiter: u8,
    usual: usize,
    swallowed: &'r mut Vec<Swallowed>,
    parser: Reader,
    /// The fields of one record, end to end, and where each ends.
    record: Vec<u8>,
    ends: Vec<usize>,
    index: Index,
}

impl<'r> Compaction<'r> {
    fn new(buffer: Vec<u8>, dialect: &dialect::Dialect, swallowed: &'r mut Vec<Swallowed>) -> Self {
        let position = dialect.body;
        Self {
            line: 1 + lines::ends(&buffer, 0, position),
            written: 0,
            position,
            delimiter: dialect.delimiter,
            usual: dialect.usual,
            swallowed,
            parser: csv_core::ReaderBuilder::new()
                .delimiter(dialect.delimiter)
                .build(),
            record: vec![0; 4096],
            ends: vec![0; 64],
            index: Index::default(),
            buffer,
        }
    }

    fn run(mut self) -> Result<(Index, String), Fault> {
        loop {
            self.skip_blank_lines();
            if self.position == self.buffer.len() {
                break;
            }
            let line = u32::try_from(self.line).map_err(|_| Fault::TooLarge)?;
            let start = self.position;
            let fields = self.parse_record(line)?;
            if self.position == self.buffer.len()
                && let Some(at) = dialect::unclosed_quote(&self.buffer[start..], self.delimiter)
            {
                let lines_before = lines::ends(&self.buffer, start, start + at);
                let line = u32::try_from(self.line + lines_before).unwrap_or(u32::MAX);
                return Err(Fault::UnclosedQuote(line));
            }
            let ends = lines::ends(&self.buffer, start, self.position);
            if ends > 1 || (ends == 1 && !self.ends_line(self.position)) {
                self.note_swallowed(start, line);
            }
            self.line += ends;
            self.take_literally(start, fields);
            self.keep(fields, line)?;
        }
        self.buffer.truncate(self.written);
        // Fields are cut at ASCII characters only, so what was UTF-8 still is.
        let text = String::from_utf8(self.buffer);
        debug_assert!(text.is_ok());
        Ok((self.index, text.unwrap_or_default()))
    }

    /// The parser skips blank lines too, but then nobody knows on which line the record starts.
    fn skip_blank_lines(&mut self) {
        let rest = &self.buffer[self.position..];
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        self.line += lines::ends(&self.buffer, self.position, self.position + blank);
        self.position += blank;
    }

    /// Parses the record at `position` into `record` and `ends`, and says how many fields it has.
    fn parse_record(&mut self, line: u32) -> Result<usize, Fault> {
        let (mut written, mut fields) = (0, 0);
        loop {
            let (result, read, wrote, ended) = self.parser.read_record(
                &self.buffer[self.position..],
                &mut self.record[written..],
                &mut self.ends[fields..],
            );
            self.position += read;
            written += wrote;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.record.resize(self.record.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if fields >= MAX_FIELDS => {
                    return Err(Fault::TooManyColumns(line));
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return Ok(fields),
            }
        }
    }

    /// Puts back the quotes of a cell that goes on behind its closing quote, `"Chef" Meier`: the parser drops
    /// them, and a password would be another one without a word.
    fn take_literally(&mut self, start: usize, fields: usize) {
        let raw = &self.buffer[start..self.position];
        if !raw::has_stray_quote(raw, self.delimiter) {
            return;
        }
        let mut record = Vec::with_capacity(self.record.len().max(raw.len()));
        let mut from = 0;
        for (cell, end) in raw::cells(raw, self.delimiter).zip(&mut self.ends[..fields]) {
            let parsed = &self.record[from..*end];
            from = *end;
            let is_literal = cell.has_tail(raw);
            record.extend_from_slice(if is_literal {
                &raw[cell.start..cell.end]
            } else {
                parsed
            });
            *end = record.len();
        }
        let room = self.record.len().max(record.len());
        record.resize(room, 0);
        self.record = record;
    }

    /// Whether the character before this place ends a line, alone or with the one after it.
    fn ends_line(&self, at: usize) -> bool {
        match self.buffer[..at].last() {
            Some(b'\n') => true,
            Some(b'\r') => self.buffer.get(at) != Some(&b'\n'),
            _ => false,
        }
    }

    /// Notes a cell of the record from `start` on that goes on over what looks like rows.
    fn note_swallowed(&mut self, start: usize, line: u32) {
        let record = &self.buffer[start..self.position];
        if let Some(found) = swallowed::find(record, self.delimiter, self.usual) {
            let lines = lines::ends(record, 0, found.end);
            self.swallowed.push(Swallowed {
                row: line,
                column: u16::try_from(found.column).unwrap_or(u16::MAX),
                last_line: line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
            });
        }
    }

    /// Moves the record just parsed to the end of the arena.
    fn keep(&mut self, fields: usize, line: u32) -> Result<(), Fault> {
        let mut start = 0;
        for (column, &end) in self.ends[..fields].iter().enumerate() {
            self.index
                .push(line, column, CellKind::Text, end - start)
                .map_err(|refusal| match refusal {
                    Refusal::TooManyColumns => Fault::TooManyColumns(line),
                    // Records come in order and end to end, so it can only be the size.
                    _ => Fault::TooLarge,
                })?;
            start = end;
        }
        debug_assert!(self.written + start <= self.position);
        self.buffer[self.written..self.written + start].copy_from_slice(&self.record[..start]);
        self.written += start;
        Ok(())
    }
}

#[cfg(test)]
mod tests;

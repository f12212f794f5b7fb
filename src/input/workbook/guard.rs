//! What a workbook asks of its reader, looked at before the reader does what it asks.
//!
//! The reader unpacks by itself and believes the counts that it finds. Most of what can be made of
//! that is caught when it shows, in the memory that it takes ([`crate::input::memory`]). Two things must be
//! caught before: more to unpack than anybody waits for, and an allocation so large that the system
//! refuses it, which ends the program on the spot.

use std::collections::HashMap;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom, Write};

use calamine::OdsError;
use cfb::{CompoundFile, Version};
use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::fault::reader;
use super::merges::Region;
use crate::input::error::{Fault, Work};
use crate::input::too_big;
use crate::settings::{Limits, MB};

/// How many bytes beyond its length may be read of a file: the directory of a small archive is read
/// more than once.
const SLACK: u64 = 16 * 1024;

/// Refuses an archive that has too much in it. What is no archive is for the reader to refuse.
///
/// It is enough to add up the sizes that the directory of the archive names: a part that turns out
/// larger than its size is an error in the very reader that calamine uses, so a lie gains nothing.
pub(super) fn archive(book: &[u8], limits: Limits) -> Result<(), Fault> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(book)) else {
        return Ok(());
    };
    let most = limits.roster_mb.saturating_mul(MB);
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue;
        };
        unpacked = unpacked.saturating_add(part.size());
        if unpacked > most {
            return Err(too_big(limits, true));
        }
        if is_strings(&part) {
            let texts = announced_texts(part).saturating_mul(size_of::<String>() as u64);
            refuse_beyond_memory(texts, limits)?;
        }
    }
    Ok(())
}

/// Whether a part is a table of the texts of an `.xlsx`.
fn is_strings<R: Read>(part: &ZipFile<'_, R>) -> bool {
    part.name()
        .is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"))
}

/// Whether an `.xlsx` may have merged cells.
pub(super) fn may_have_merged_cells(book: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(book)) else {
        return false;
    };
    (0..archive.len()).any(|index| {
        let part = archive.by_index(index);
        part.is_ok_and(|part| !is_strings(&part) && mentions(part, b"mergeCell"))
    })
}

/// The merged cells of each sheet of an `.ods`, and an error where its content does not end.
pub(super) fn ods_regions(book: &[u8]) -> Result<HashMap<String, Vec<Region>>, Fault> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(book)) else {
        return Ok(HashMap::new());
    };
    let content = archive.by_name("content.xml");
    let regions = content.map_or(Ok(HashMap::new()), regions);
    regions.map_err(|error| {
        if is_locked(&mut archive) {
            Fault::PasswordProtected
        } else {
            reader(OdsError::Xml(error))
        }
    })
}

/// Whether a part has this text in it. What cannot be read is for the reader to refuse.
fn mentions(mut part: impl Read, text: &[u8]) -> bool {
    let finder = memchr::memmem::Finder::new(text);
    let mut buffer = vec![0; 64 * 1024];
    // What was kept of the piece before, should the text lie across the border.
    let mut kept = 0;
    loop {
        let read = match part.read(&mut buffer[kept..]) {
            Ok(0) | Err(_) => return false,
            Ok(read) => read,
        };
        let len = kept + read;
        if finder.find(&buffer[..len]).is_some() {
            return true;
        }
        kept = len.min(text.len() - 1);
        buffer.copy_within(len - kept..len, 0);
    }
}

/// Whether the content of an `.ods` is not its XML, but that made secret.
fn is_locked(archive: &mut ZipArchive<impl Read + Seek>) -> bool {
    let mut list = Vec::new();
    archive
        .by_name("META-INF/manifest.xml")
        .is_ok_and(|part| part.take(MB).read_to_end(&mut list).is_ok())
        && memchr::memmem::find(&list, b"<manifest:encryption-data").is_some()
}

/// The merged cells of each table, and an error where an element begins that does not end: calamine looks
/// for the end of a table, or of a comment in it, for ever, also behind the end of the file.
fn regions(content: impl Read) -> quick_xml::Result<HashMap<String, Vec<Region>>> {
    let mut reader = Reader::from_reader(BufReader::new(content));
    let (mut buffer, mut depth) = (Vec::new(), 0_usize);
    let mut tables = Tables::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => {
                depth += 1;
                tables.open(&tag);
            }
            Event::Empty(tag) => {
                tables.open(&tag);
                tables.close(tag.name().as_ref());
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                tables.close(tag.name().as_ref());
            }
            Event::Eof if depth == 0 => return Ok(tables.done),
            Event::Eof => {
                let missing = IllFormedError::MissingEndTag(String::new());
                return Err(quick_xml::Error::IllFormed(missing));
            }
            _ => {}
        }
    }
}

/// The tables of an `.ods` as their tags come in.
#[derive(Default)]
struct Tables {
    done: HashMap<String, Vec<Region>>,
    name: Option<String>,
    regions: Vec<Region>,
    /// Where the next row and the next cell are, from 0.
    row: u32,
    column: u32,
    /// How often this row is there.
    repeated: u32,
    /// Whether this is inside a cell, where nothing is of interest.
    in_cell: bool,
}

impl Tables {
    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            _ if self.in_cell => {}
            "table:table" => {
                self.name = text(tag, "table:name");
                (self.row, self.regions) = (0, Vec::new());
            }
            "table:table-row" => {
                self.column = 0;
                self.repeated = number(tag, "table:number-rows-repeated");
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.in_cell = true;
                let rows = number(tag, "table:number-rows-spanned");
                if rows > 1 {
                    self.regions.push(Region {
                        first: self.row,
                        last: self.row.saturating_add(rows - 1),
                        column: self.column,
                    });
                }
                let columns = number(tag, "table:number-columns-repeated");
                self.column = self.column.saturating_add(columns);
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) {
        match tag {
            "table:table-cell" | "table:covered-table-cell" => self.in_cell = false,
            _ if self.in_cell => {}
            "table:table-row" => self.row = self.row.saturating_add(self.repeated),
            "table:table" => {
                let regions = std::mem::take(&mut self.regions);
                self.done
                    .extend(self.name.take().map(|name| (name, regions)));
            }
            _ => {}
        }
    }
}

fn text(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    // Looking for names that are there twice takes time in the square of their number.
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let attribute = attributes.find(|attribute| attribute.key.as_ref() == name)?;
    let value = unescape(&attribute.value).ok()?;
    Some(value.into_owned())
}

/// The number in an attribute; 1 where there is none.
fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    text(tag, name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
}

/// How many texts a table of shared strings says that it has, for which the reader makes room at
/// once. The largest, should it say more than one number.
fn announced_texts(part: impl Read) -> u64 {
    let mut reader = Reader::from_reader(BufReader::new(part));
    // As calamine has it, so that both find the same element.
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                let counts = tag.split("uniqueCount").skip(1).map(leading_number);
                return counts.max().unwrap_or(0);
            }
            Ok(Event::Eof) | Err(_) => return 0,
            Ok(_) => {}
        }
    }
}

/// The number of an attribute, of which the name has been cut off.
fn leading_number(attribute: &str) -> u64 {
    let digits = attribute.trim_start_matches(|c: char| "='\"".contains(c) || c.is_whitespace());
    let len = digits.bytes().take_while(u8::is_ascii_digit).count();
    match &digits[..len] {
        "" => 0,
        digits => digits.parse().unwrap_or(u64::MAX),
    }
}

/// Where the container of an encrypted workbook has it.
const ENCRYPTED: &str = "/EncryptedPackage";

/// Whether a container holds an encrypted workbook. What cannot be opened holds none.
pub(super) fn is_protected(book: &[u8]) -> bool {
    CompoundFile::open(Bounded::new(book)).is_ok_and(|container| container.exists(ENCRYPTED))
}

/// Takes the workbook out of its container, and puts it into a new one that has nothing else: in one
/// that was made for it, calamine walks in circles.
pub(super) fn container(book: &[u8], limits: Limits) -> Result<Cursor<Vec<u8>>, Fault> {
    let broken = |error: io::Error| Fault::damaged(error.to_string());
    let mut container = CompoundFile::open(Bounded::new(book)).map_err(broken)?;
    if container.exists(ENCRYPTED) {
        return Err(Fault::PasswordProtected);
    }
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| container.is_stream(name))
        .ok_or_else(|| Fault::damaged("there is no workbook in it"))?;
    let mut book = Vec::new();
    container
        .open_stream(name)
        .and_then(|mut stream| stream.read_to_end(&mut book))
        .map_err(broken)?;
    let cells = largest_table(&book).map_err(Fault::damaged)?;
    let room = cells.saturating_mul(size_of::<calamine::Cell<calamine::Data>>() as u64);
    refuse_beyond_memory(room, limits)?;
    let mut alone =
        CompoundFile::create_with_version(Version::V3, Cursor::new(Vec::new())).map_err(broken)?;
    alone
        .create_stream(name)
        .and_then(|mut stream| stream.write_all(&book))
        .and_then(|()| alone.flush())
        .map_err(broken)?;
    Ok(alone.into_inner())
}

/// The kinds of records that begin and end a table, or a chart in it.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;

/// How many cells the largest table of a workbook spreads over, from its first to its last one or as
/// it says itself. The reader makes room for all of them at once.
///
/// # Errors
/// Why the reader must not see it: a table is part of another one, which would be read again and again, or
/// it ends before it begins, for which the reader makes room without end.
fn largest_table(book: &[u8]) -> Result<u64, &'static str> {
    const SHEET: u16 = 0x0085;
    let globals = records(book).take_while(|(kind, _)| *kind != END);
    let starts = globals
        .filter(|(kind, _)| *kind == SHEET)
        .filter_map(|(_, data)| Some(u32::from_le_bytes(*data.first_chunk()?)));
    let mut largest = 0;
    let mut left = (book.len() as u64).saturating_mul(4).saturating_add(SLACK);
    for start in starts {
        let table = usize::try_from(start)
            .ok()
            .and_then(|start| book.get(start..));
        let Some(table) = table else { continue };
        let (cells, bytes) = table_cells(table)?;
        largest = largest.max(cells);
        left = left
            .checked_sub(bytes)
            .ok_or("its sheets are parts of each other")?;
    }
    Ok(largest)
}

/// How many cells a table spreads over, and how many bytes it takes.
fn table_cells(table: &[u8]) -> Result<(u64, u64), &'static str> {
    const DIMENSIONS: u16 = 0x0200;
    const SEVERAL_NUMBERS: u16 = 0x00BD;
    const CELLS: [u16; 7] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
    let (mut announced, mut bytes) = (0, 0);
    let (mut rows, mut columns) = (Span::default(), Span::default());
    // How many tables are open: this one, and the charts in it, whose records the reader passes over.
    let mut depth = 0_usize;
    for (kind, data) in records(table) {
        bytes += 4 + data.len() as u64;
        match kind {
            BEGIN => depth += 1,
            END if depth < 2 => break,
            END => depth -= 1,
            _ if depth > 1 => {}
            DIMENSIONS => announced = announced.max(announced_cells(data)?),
            _ if kind == SEVERAL_NUMBERS || CELLS.contains(&kind) => {
                rows.take(number_at(data, 0));
                columns.take(number_at(data, 2));
                if kind == SEVERAL_NUMBERS {
                    columns.take(number_at(data, data.len().saturating_sub(2)));
                }
            }
            _ => {}
        }
    }
    Ok((announced.max(rows.len() * columns.len()), bytes))
}

/// How many cells a table says that it spreads over, as the reader understands it.
fn announced_cells(data: &[u8]) -> Result<u64, &'static str> {
    let wide = |at| number_at(data, at) + (number_at(data, at + 2) << 16);
    // The first and the one behind the last, of rows and of columns. Excel 95 had fewer rows.
    let [top, bottom, mut left, right] = if data.len() == 10 {
        [0, 2, 4, 6].map(|at| number_at(data, at))
    } else {
        [wide(0), wide(4), number_at(data, 8), number_at(data, 10)]
    };
    if left > 0xFF || right < left {
        left = 0;
    }
    if bottom == 0 || right == 0 {
        return Ok(1);
    }
    let rows = bottom.checked_sub(top);
    let rows = rows.ok_or("a sheet ends above its first row")?;
    Ok(rows * (right - left))
}

/// The number of two bytes at this place of a record; 0 where there is none.
fn number_at(data: &[u8], at: usize) -> u64 {
    let bytes = data.get(at..at + 2);
    bytes.map_or(0, |bytes| {
        u64::from(u16::from_le_bytes([bytes[0], bytes[1]]))
    })
}

/// From the first to the last of some numbers.
#[derive(Default)]
struct Span(Option<(u64, u64)>);

impl Span {
    fn take(&mut self, number: u64) {
        let (first, last) = self.0.unwrap_or((number, number));
        self.0 = Some((first.min(number), last.max(number)));
    }

    fn len(&self) -> u64 {
        self.0.map_or(0, |(first, last)| last - first + 1)
    }
}

/// The records of a stream, each with its kind.
fn records(mut book: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let (head, rest) = book.split_first_chunk::<4>()?;
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let (data, rest) = rest.split_at_checked(u16::from_le_bytes([head[2], head[3]]).into())?;
        book = rest;
        Some((kind, data))
    })
}

fn refuse_beyond_memory(bytes: u64, limits: Limits) -> Result<(), Fault> {
    if bytes <= limits.memory_mb.saturating_mul(MB) {
        return Ok(());
    }
    Err(Fault::TooMuchMemory(Work::Reading, limits.memory_mb))
}

/// A file of which each byte is read a few times at most. A workbook can name one part as a thousand
/// sheets.
pub(super) struct Bounded<'b> {
    inner: Cursor<&'b [u8]>,
    left: u64,
}

impl<'b> Bounded<'b> {
    pub(super) fn new(book: &'b [u8]) -> Self {
        Self {
            inner: Cursor::new(book),
            left: (book.len() as u64).saturating_mul(4).saturating_add(SLACK),
        }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(read as u64)
            .ok_or_else(|| io::Error::other("it names the same part again and again"))?;
        Ok(read)
    }
}

impl Seek for Bounded<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

//! Archives as no program writes them: their parts are packed here, so that a part of a gigabyte is
//! made in no time and its sizes can be lies.

use flate2::{Compress, Compression, Crc, FlushCompress};

/// A part of an archive.
#[derive(Clone)]
pub struct Part {
    name: String,
    packed: Vec<u8>,
    crc: u32,
    /// The size that the directory names.
    size: u64,
    /// The size that stands before the part itself.
    local_size: u64,
}

impl Part {
    pub fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        let mut crc = Crc::new();
        crc.update(content);
        let size = content.len() as u64;
        Self {
            name: name.to_owned(),
            packed: packed(content, FlushCompress::Finish),
            crc: crc.sum(),
            size,
            local_size: size,
        }
    }

    /// A part that says one thing again and again, so many MB of it. Its sum is wrong, but nobody gets
    /// to its end.
    pub fn bomb(name: &str, head: &str, unit: &str, megabytes: usize) -> Self {
        let block = unit.repeat(1_000_000_usize.div_ceil(unit.len()));
        let mut packed_block = packed(block.as_bytes(), FlushCompress::Full);
        packed_block = packed_block.repeat(megabytes);
        let mut packed = packed(head.as_bytes(), FlushCompress::Full);
        packed.append(&mut packed_block);
        packed.extend(self::packed(b"", FlushCompress::Finish));
        let size = (head.len() + block.len() * megabytes) as u64;
        Self {
            name: name.to_owned(),
            packed,
            crc: 0,
            size,
            local_size: size,
        }
    }

    /// The same, with a lie about its size in the directory and before the part.
    pub fn claiming(mut self, size: u64, local_size: u64) -> Self {
        (self.size, self.local_size) = (size, local_size);
        self
    }
}

/// A piece of a deflated stream, to which another piece can be appended unless it is the last.
fn packed(content: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(content.len() / 100 + 1024);
    let mut compress = Compress::new(Compression::fast(), false);
    loop {
        let read = usize::try_from(compress.total_in()).unwrap();
        compress
            .compress_vec(&content[read..], &mut packed, flush)
            .unwrap();
        if packed.len() < packed.capacity() {
            return packed;
        }
        packed.reserve(packed.len());
    }
}

/// The bytes of an archive with these parts.
pub fn archive(parts: &[Part]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for part in parts {
        let place = u32::try_from(bytes.len()).unwrap();
        bytes.extend(b"PK\x03\x04\x14\0");
        bytes.extend(fields(part, part.local_size));
        bytes.extend([0; 2]);
        bytes.extend(part.name.as_bytes());
        bytes.extend(&part.packed);
        directory.extend(b"PK\x01\x02\x14\0\x14\0");
        directory.extend(fields(part, part.size));
        directory.extend([0; 14 - 2]);
        directory.extend(place.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let place = u32::try_from(bytes.len()).unwrap();
    let len = u32::try_from(directory.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend(len.to_le_bytes());
    bytes.extend(place.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// What the directory and the head of a part have in common: from the flags to the length of the name.
fn fields(part: &Part, size: u64) -> Vec<u8> {
    let small = |size: u64| u32::try_from(size).unwrap().to_le_bytes();
    let mut fields = vec![0, 0, 8, 0, 0, 0, 0x21, 0];
    fields.extend(part.crc.to_le_bytes());
    fields.extend(small(part.packed.len() as u64));
    fields.extend(small(size));
    fields.extend(u16::try_from(part.name.len()).unwrap().to_le_bytes());
    fields
}

/// The beginning of a worksheet.
pub const SHEET: &str = "<worksheet><sheetData>";

const NAMES: [&str; 6] = [
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
];

const CONTENTS: [&str; 6] = [
    r#"<Relationships><Relationship Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    r#"<workbook><sheets><sheet name="One" id="r1"/></sheets></workbook>"#,
    r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    "<worksheet><sheetData/></worksheet>",
    r#"<sst uniqueCount="1"><si><t>extension</t></si></sst>"#,
    "<styleSheet></styleSheet>",
];

/// A small `.xlsx`, with some parts that are not as they should be.
pub fn xlsx(odd: &[Part]) -> Vec<u8> {
    let usual = NAMES.iter().zip(CONTENTS);
    let mut parts: Vec<_> = usual
        .map(|(name, content)| Part::new(name, content))
        .collect();
    for part in odd {
        match parts.iter_mut().find(|usual| usual.name == part.name) {
            Some(usual) => *usual = part.clone(),
            None => parts.push(part.clone()),
        }
    }
    archive(&parts)
}

/// An `.ods` with this content.
pub fn ods(content: Part) -> Vec<u8> {
    let mimetype = Part::new("mimetype", "application/vnd.oasis.opendocument.spreadsheet");
    let manifest = Part::new("META-INF/manifest.xml", "<manifest:manifest/>");
    archive(&[mimetype, manifest, content])
}

/// The content of an `.ods` whose only table has these rows.
pub fn table(rows: &str) -> String {
    format!(
        r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="One">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    )
}

/// Records of an `.xls` or, with longer lengths, of an `.xlsb`.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes(), &len.to_le_bytes(), data].concat()
}

/// An `.xls` with one sheet of these records, and others before it.
pub fn xls(globals: &[u8], sheet: &[u8]) -> Vec<u8> {
    const BEGIN: u16 = 0x0809;
    const END: u16 = 0x000A;
    let begin = |kind: u8| record(BEGIN, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(END, &[]);
    let mut book = [&begin(5), globals].concat();
    let named = |place: u32| {
        let name = [&[0, 0, 3, 0][..], b"One"].concat();
        record(0x0085, &[&place.to_le_bytes()[..], &name].concat())
    };
    let place = book.len() + named(0).len() + end.len();
    book.extend(named(u32::try_from(place).unwrap()));
    book.extend(&end);
    book.extend([&begin(0x10), sheet, &end].concat());
    let mut container =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, std::io::Cursor::new(Vec::new()))
            .unwrap();
    let mut stream = container.create_stream("/Workbook").unwrap();
    std::io::Write::write_all(&mut stream, &book).unwrap();
    drop(stream);
    container.flush().unwrap();
    container.into_inner().into_inner()
}

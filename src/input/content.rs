//! What a file is: by the ending of its name, and by its first bytes.

use std::fmt;
use std::path::Path;

/// How many bytes from the start of a file show what it is.
const HEAD: usize = 512;

/// What a roster file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// Delimited text.
    Text,
    /// A workbook of Excel 2007 or later, with or without macros.
    Xlsx,
    /// A binary workbook of Excel 2007 or later.
    Xlsb,
    /// A workbook of Excel 97 to 2003, or another file in its container.
    Xls,
    /// An `OpenDocument` spreadsheet.
    Ods,
    /// A zip archive; a look inside must tell which workbook it is, if any.
    Zip,
    /// A web page, which many web applications name `.xls`.
    Html,
    /// An XML document, such as a spreadsheet of Excel 2003.
    Xml,
    /// No bytes at all.
    Nothing,
    /// Bytes that are neither text nor a format known here.
    Unknown,
}

impl Content {
    /// What the ending of the name promises, in any case; `None` for an ending not accepted.
    pub(super) fn from_ending(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Text),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "xlsb" => Some(Self::Xlsb),
            "xls" => Some(Self::Xls),
            "ods" => Some(Self::Ods),
            _ => None,
        }
    }

    /// What the first bytes of a file show.
    pub(super) fn sniff(bytes: &[u8]) -> Self {
        const ODS: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        let head = &bytes[..bytes.len().min(HEAD)];
        if head.is_empty() {
            return Self::Nothing;
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            // An OpenDocument archive must begin with its type, uncompressed: 30 bytes of header.
            let ods = head.get(30..).is_some_and(|rest| rest.starts_with(ODS));
            return if ods { Self::Ods } else { Self::Zip };
        }
        if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Self::Xls;
        }
        Self::sniff_text(head)
    }

    fn sniff_text(head: &[u8]) -> Self {
        const PAGE: [&[u8]; 6] = [
            b"<!doctype html",
            b"<html",
            b"<head",
            b"<body",
            b"<meta",
            b"<table",
        ];
        let utf16 = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let start = start.trim_ascii_start().to_ascii_lowercase();
        if PAGE.iter().any(|tag| start.starts_with(tag)) {
            Self::Html
        } else if start.starts_with(b"<?xml") {
            Self::Xml
        } else if head.contains(&0) && !utf16 {
            Self::Unknown
        } else {
            Self::Text
        }
    }

    /// What to do with a file whose content is this while its name says another.
    pub(super) fn cure(self) -> &'static str {
        match self {
            Self::Text => {
                "Rename it so that it ends in .csv, or open it in Excel and save it as .xlsx."
            }
            Self::Xlsx => "Rename it so that it ends in .xlsx and name it on the command line.",
            Self::Xlsb => "Rename it so that it ends in .xlsb and name it on the command line.",
            Self::Xls => "Rename it so that it ends in .xls and name it on the command line.",
            Self::Ods => "Rename it so that it ends in .ods and name it on the command line.",
            Self::Zip => {
                "If it is a workbook, rename it so that it ends in .xlsx; else unpack it first."
            }
            Self::Html | Self::Xml => "Open it in Excel or LibreOffice and save it as .xlsx.",
            Self::Nothing => "Save or copy it again: the last time did not finish.",
            Self::Unknown => "Open it in the program that made it and save it as .xlsx or .csv.",
        }
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "delimited text",
            Self::Xlsx => "an Excel workbook (.xlsx)",
            Self::Xlsb => "a binary Excel workbook (.xlsb)",
            Self::Xls => "an Excel 97-2003 workbook (.xls)",
            Self::Ods => "an OpenDocument spreadsheet (.ods)",
            Self::Zip => "a zip archive",
            Self::Html => "a web page (HTML)",
            Self::Xml => "an XML document",
            Self::Nothing => "empty",
            Self::Unknown => "of an unknown kind",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_endings_in_any_case() {
        let kind = |name: &str| Content::from_ending(Path::new(name));
        assert_eq!(kind("a.CSV"), Some(Content::Text));
        assert_eq!(kind("dir.csv/a.XlsM"), Some(Content::Xlsx));
        assert_eq!(kind("a.xls"), Some(Content::Xls));
        assert_eq!(kind("a.pdf"), None);
        assert_eq!(kind("csv"), None);
    }

    #[test]
    fn knows_content_by_its_start() {
        assert_eq!(Content::sniff(b""), Content::Nothing);
        assert_eq!(Content::sniff(b"a;b\r\n"), Content::Text);
        assert_eq!(Content::sniff(b"\xFF\xFEa\0;\0"), Content::Text);
        assert_eq!(Content::sniff(b"\n <HTML><table>"), Content::Html);
        assert_eq!(Content::sniff(b"\xEF\xBB\xBF<?xml ?>"), Content::Xml);
        assert_eq!(Content::sniff(b"PK\x03\x04...."), Content::Zip);
        assert_eq!(Content::sniff(b"\x09\x08\0\0"), Content::Unknown);
    }
}

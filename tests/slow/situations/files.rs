//! The provisioning files, read with another XML reader than the program's, and what bases make of
//! them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::situations::people::Phone;

type Items = BTreeMap<String, String>;

/// The provisioning files of a directory.
#[derive(Default)]
pub struct Files {
    pub bytes: BTreeMap<String, Vec<u8>>,
    /// The items of each base whose file can be read.
    bases: BTreeMap<String, Items>,
    /// Items that are there twice.
    pub faults: Vec<String>,
}

impl Files {
    pub fn read(directory: &Path) -> Self {
        let mut files = Self::default();
        let entries = fs::read_dir(directory).into_iter().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        // A name in capitals, which the base asks for, is read after the same one in small letters.
        paths.sort();
        for path in paths.into_iter().rev() {
            if path.extension().is_none_or(|ending| ending != "xml") {
                continue;
            }
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bytes = fs::read(&path).unwrap_or_default();
            let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
            if let Ok(document) = roxmltree::Document::parse(&text) {
                files.take(&document);
            }
            files.bytes.insert(name, bytes);
        }
        files
    }

    fn take(&mut self, document: &roxmltree::Document<'_>) {
        let mut items = Items::new();
        let mut mac = String::new();
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let value = node.attribute("value").unwrap_or_default();
            if node.has_tag_name("MAC_ADDRESS") {
                value.clone_into(&mut mac);
            } else if let Some(id) = node.attribute("ID") {
                let before = items.insert(id.into(), value.trim_matches('"').into());
                if before.is_some() {
                    self.faults.push(format!("{id} is in the file of {mac} twice"));
                }
            }
        }
        self.bases.insert(mac, items);
    }

    /// Where each IPUI is: base and position.
    pub fn handsets(&self) -> BTreeMap<String, Vec<(String, usize)>> {
        let mut handsets: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (mac, items) in &self.bases {
            for index in 0..100 {
                let ipui = handset(items, index);
                if !ipui.is_empty() {
                    handsets.entry(ipui).or_default().push((mac.clone(), index + 1));
                }
            }
        }
        handsets
    }
}

fn handset(items: &Items, index: usize) -> String {
    let id = format!("BS_Accounts.astAccounts[{index}].aucHandsetCode[0]");
    let bytes = items.get(&id).map(|bytes| bytes.replace("0x", "").replace(',', ""));
    bytes.filter(|ipui| ipui != "0000000000").unwrap_or_default().to_uppercase()
}

/// What the bases do: what a file does not say stays as an earlier one said it.
#[derive(Default)]
pub struct Devices(BTreeMap<String, Items>);

impl Devices {
    pub fn fetch(&mut self, files: &Files) {
        for (mac, items) in &files.bases {
            let device = self.0.entry(mac.clone()).or_default();
            device.extend(items.iter().map(|(id, value)| (id.clone(), value.clone())));
        }
    }

    pub fn phones(&self) -> Vec<Phone> {
        let mut phones = Vec::new();
        for (mac, items) in &self.0 {
            for index in 0..100 {
                let item = |name: &str| {
                    let id = format!("BS_VOIP_Data.astVoipAccounts[{index}].{name}");
                    items.get(&id).cloned().unwrap_or_default()
                };
                if item("ucB_SIP_ACCOUNT_IS_ACTIVE_1") != "1" {
                    continue;
                }
                let has_mailbox = item("ucB_VOIP_NET_AM_ENABLED_1") == "1";
                phones.push(Phone {
                    base: mac.clone(),
                    extension: item("aucS_SIP_USER_ID[0]"),
                    login: item("aucS_SIP_LOGIN_ID[0]"),
                    password: item("aucS_SIP_PASSWORD[0]"),
                    name: item("aucS_SIP_DISPLAYNAME[0]"),
                    mailbox: if has_mailbox { item("aucS_VOIP_NET_AM_NUMBER_1") } else { String::new() },
                    ipui: handset(items, index),
                    position: Some(index + 1),
                    unsure: false,
                });
            }
        }
        phones
    }
}

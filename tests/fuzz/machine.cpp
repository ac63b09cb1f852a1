// Any bytes as the output of a machine's tools: refused as bad-file, or a machine that can be completed.
#include "catalog/input_error.hpp"
#include "formats/machines/memory_modules.hpp"
#include "formats/machines/pci.hpp"
#include "formats/machines/read_machine.hpp"
#include "tests/fuzz/target.hpp"

using namespace tokroof;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    formats::Machine machine;
    formats::read_machine_text(fuzz::text_of(data, size), "input.txt", machine);
    static const catalog::DeviceNames names(catalog::Catalog::bundled());
    if (size % 8 == 0) {  // looking up nearest names takes most of the time, and has a target of its own
      formats::complete_machine(names, machine);
    }
    // The firmware's tables and the lists of PCI numbers are foreign too.
    formats::Machine of_firmware;
    formats::read_smbios(fuzz::text_of(data, size), of_firmware);
    fuzz::must(!(of_firmware.host.channels < 0), "channels are counted");
    const std::string list = fuzz::text_of(data, size);
    fuzz::must(formats::name_in_pci_ids(list, "10de:2204").size() <= size, "a name is a part of the list");
    fuzz::must(formats::name_in_amdgpu_ids(list, "1002:744c:c8").size() <= size,
               "a name is a part of the list");
  } catch (const catalog::InputError& error) {
    fuzz::must(error.kind == "bad-file", "what cannot be read is a bad file");
  }
  return 0;
}

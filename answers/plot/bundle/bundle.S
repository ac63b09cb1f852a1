/* The scripts of interactive plots as they are in a file of the build folder: answers/plot/bundle/bundle.hpp. */
#ifdef __wasm__
  .section .rodata.tokroof_plot_bundle,"",@
#else
  .section .rodata
#endif
  .global tokroof_plot_bundle_begin
  .global tokroof_plot_bundle_end
tokroof_plot_bundle_begin:
  .incbin BUNDLE_FILE
tokroof_plot_bundle_end:
  .byte 0
#ifdef __wasm__
  .size tokroof_plot_bundle_begin, tokroof_plot_bundle_end - tokroof_plot_bundle_begin
  .size tokroof_plot_bundle_end, 1
#else
  .section .note.GNU-stack,"",%progbits
#endif

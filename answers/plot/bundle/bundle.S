/* The scripts of interactive plots as they are in a file of the build folder: answers/plot/bundle/bundle.hpp. */
  .section .rodata
  .global tokroof_plot_bundle_begin
  .global tokroof_plot_bundle_end
tokroof_plot_bundle_begin:
  .incbin BUNDLE_FILE
tokroof_plot_bundle_end:
  .byte 0
  .section .note.GNU-stack,"",%progbits

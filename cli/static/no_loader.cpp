// A static program loads no libraries: glibc's own loader would need, where it runs, the glibc that it was linked with.
extern "C" {

void* dlopen(const char*, int) { return nullptr; }
void* dlsym(void*, const char*) { return nullptr; }
char* dlerror() {
  static char reason[] = "this program is linked statically and loads no libraries";
  return reason;
}
}

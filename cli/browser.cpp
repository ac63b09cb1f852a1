#include "cli/browser.hpp"

#if TOKROOF_NCURSES
#include <algorithm>
#include <clocale>
#include <string_view>

#define NCURSES_NOMACROS  // functions named erase and move, not macros
#include <curses.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "catalog/names.hpp"
#include "catalog/text.hpp"
#include "model/names.hpp"

namespace tokroof::cli {
namespace {

constexpr int kEscape = 27, kEnter = '\n', kReturn = '\r', kTab = '\t', kDelete = 127, kBackspace = '\b';

/// The terminal in ncurses' hands, given back however it ends.
class Screen {
 public:
  Screen() {
    std::setlocale(LC_CTYPE, "");
    set_escdelay(25);  // ms: Escape alone, or the begin of an arrow's sequence
    screen_ = newterm(nullptr, stdout, stdin);
    if (is_open()) {
      cbreak();
      noecho();
      keypad(stdscr, TRUE);
      nodelay(stdscr, TRUE);  // next_key() waits
    }
  }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen() {
    if (is_open()) {
      endwin();
      delscreen(screen_);
    }
  }

  /// Not where TERM names none that can be drawn on.
  [[nodiscard]] bool is_open() const { return screen_ != nullptr; }

 private:
  SCREEN* screen_ = nullptr;
};

/// The next key, or KEY_RESIZE; ERR: the terminal is gone. getch() alone misses a window's new size that was told while lines
/// were drawn.
int next_key() {
  constexpr int kLook_ms = 200;
  while (true) {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && is_term_resized(size.ws_row, size.ws_col)) {
      resizeterm(size.ws_row, size.ws_col);
      return KEY_RESIZE;
    }
    if (const int key = getch(); key != ERR) {
      return key;
    }
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    poll(&input, 1, kLook_ms);
    if ((input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
      return ERR;
    }
  }
}

void write_line(int y, std::string_view text, attr_t look = A_NORMAL) {
  if (y < 0 || y >= LINES) {
    return;
  }
  attrset(look);
  mvaddnstr(y, 0, text.data(), std::min(static_cast<int>(text.size()), COLS));
  attrset(A_NORMAL);
}

/// Which lines of many are on the screen, and the one the cursor is on.
struct View {
  std::size_t cursor = 0, first = 0;

  /// Lines that fit below `top` and above the last line of the screen.
  static std::size_t height(std::size_t top) {
    const auto lines = static_cast<std::size_t>(std::max(LINES, 0));
    return lines > top + 2 ? lines - top - 1 : 1;
  }

  /// Whether the key moves the cursor.
  bool take(int key, std::size_t count, std::size_t page) {
    const std::size_t last = count == 0 ? 0 : count - 1;
    switch (key) {
      case KEY_UP: cursor -= std::min<std::size_t>(cursor, 1); return true;
      case KEY_DOWN: cursor = std::min(cursor + 1, last); return true;
      case KEY_PPAGE: cursor -= std::min(cursor, page); return true;
      case KEY_NPAGE: cursor = std::min(cursor + page, last); return true;
      case KEY_HOME: cursor = 0; return true;
      case KEY_END: cursor = last; return true;
      default: return false;
    }
  }

  void show_cursor(std::size_t count, std::size_t page) {
    cursor = std::min(cursor, count == 0 ? 0 : count - 1);
    const auto page_before = [page](std::size_t end) { return end > page ? end - page : 0; };
    first = std::clamp(first, page_before(cursor + 1), std::min(cursor, page_before(count)));
  }
};

/// A text until a key other than one that moves.
void show_text(const std::string& text) {
  const std::vector<std::string_view> lines = catalog::split_at(text, '\n');
  std::size_t first = 0;
  while (true) {
    const std::size_t page = View::height(0);
    const std::size_t last = lines.size() > page ? lines.size() - page : 0;
    first = std::min(first, last);
    erase();
    for (std::size_t i = 0; i < page && first + i < lines.size(); ++i) {
      write_line(static_cast<int>(i), lines[first + i]);
    }
    write_line(LINES - 1, last > 0 ? "arrows: move   any other key: back" : "any key: back", A_REVERSE);
    View view{.cursor = first};
    const int key = next_key();
    if (key == ERR || (key != KEY_RESIZE && !view.take(key, last + 1, page))) {
      return;
    }
    first = view.cursor;
  }
}

class Browser {
 public:
  explicit Browser(const Browsed& browsed)
      : browsed_(browsed), order_(browsed.order), table_(browsed.table(order_)) {
    filter_lines();
  }

  void run() {
    while (true) {
      draw();
      const int key = next_key();
      if (key == ERR || (key == kEscape && filter_.empty())) {
        return;
      }
      if (!view_.take(key, shown_.size(), View::height(top()))) {
        take(key);
      }
    }
  }

 private:
  [[nodiscard]] std::size_t top() const { return browsed_.heading.size() + 1; }

  void take(int key) {
    switch (key) {
      case kTab: next_order(); break;
      case kEscape: set_filter(""); break;
      case KEY_ENTER:
      case kEnter:
      case kReturn:
        if (!shown_.empty()) {
          show_text(table_.explain(shown_[view_.cursor]));
        }
        break;
      case KEY_BACKSPACE:
      case kDelete:
      case kBackspace: set_filter(filter_.substr(0, filter_.empty() ? 0 : filter_.size() - 1)); break;
      default:
        if (key >= ' ' && key < kDelete) {
          set_filter(filter_ + static_cast<char>(key));
        }
    }
  }

  void next_order() {
    order_ = (order_ + 1) % browsed_.orders.size();
    table_ = browsed_.table(order_);
    filter_lines();
  }

  void set_filter(std::string filter) {
    filter_ = std::move(filter);
    filter_lines();
  }

  /// The lines that hold every word of the filter, in any case.
  void filter_lines() {
    shown_.clear();
    view_ = {};
    const std::string asked = catalog::lower_case(filter_);
    const std::vector<std::string_view> words = catalog::split_at(asked, ' ');
    for (std::size_t i = 0; i < table_.lines.size(); ++i) {
      const std::string line = catalog::lower_case(table_.lines[i] + ' ' + table_.words[i]);
      if (model::all_of(words, [&](std::string_view word) { return line.find(word) != std::string::npos; })) {
        shown_.push_back(i);
      }
    }
  }

  void draw() {
    const std::size_t page = View::height(top());
    view_.show_cursor(shown_.size(), page);
    erase();
    int y = 0;
    for (const std::string& line : browsed_.heading) {
      write_line(y++, line);
    }
    write_line(y++, table_.header, A_BOLD);
    for (std::size_t i = view_.first; i < shown_.size() && i < view_.first + page; ++i) {
      write_line(y++, table_.lines[shown_[i]], i == view_.cursor ? A_REVERSE : A_NORMAL);
    }
    const std::string found =
        filter_.empty() ? "type to filter"
                        : fmt::format("filter: {}  ({} of {})", filter_, shown_.size(), table_.lines.size());
    write_line(LINES - 1,
               fmt::format("{}   Tab: by {}   Enter: explain   Esc: {}",
                           found,
                           browsed_.orders[(order_ + 1) % browsed_.orders.size()],
                           filter_.empty() ? "quit" : "all"),
               A_REVERSE);
    refresh();
  }

  const Browsed& browsed_;
  std::size_t order_;
  BrowsedTable table_;
  std::string filter_;
  std::vector<std::size_t> shown_;  ///< lines
  View view_;                       ///< of shown_
};

}  // namespace

bool browse(const Browsed& browsed) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
    return false;
  }
  const Screen screen;
  if (screen.is_open()) {
    Browser(browsed).run();
  }
  return screen.is_open();
}

}  // namespace tokroof::cli
#else
namespace tokroof::cli {

bool browse(const Browsed& /*browsed*/) { return false; }

}  // namespace tokroof::cli
#endif

// Emscripten's way to the files of a machine under node (library_noderawfs.js), where it does less than the program needs. In a
// browser files are in memory.
Object.assign(LibraryManager.library.$NODERAWFS, {
  createStandardStreams: function() {
    for (var fd = 0; fd < 3; fd++) {
      FS.streams[fd] = { fd: fd, nfd: fd, position: 0, path: '/dev/fd/' + fd, flags: fd ? 577 : 0, tty: require('tty').isatty(fd), seekable: false };
    }
  },
  // Ids of nodes in memory are no inodes: the cache of names would take one for the other.
  lookupNode: function(parent, name) { return FS.lookup(parent, name); },
  lookupPath: function(path, opts) {
    if (opts && opts.parent) path = nodePath.dirname(path);
    var st = opts && opts.follow ? fs.statSync(path) : fs.lstatSync(path);
    return { path: path, node: { id: st.ino, mode: st.mode, node_ops: NODERAWFS, path: path } };
  },
  nodePermissions: function(node, perms) {
    var c = fs.constants;
    fs.accessSync(node.path, (perms.includes('r') ? c.R_OK : 0) | (perms.includes('w') ? c.W_OK : 0) | (perms.includes('x') ? c.X_OK : 0));
    return 0;
  },
  fchmod: function(fd, mode) { fs.fchmodSync(FS.getStream(fd).nfd, mode); },
  fchown: function(fd, uid, gid) { fs.fchownSync(FS.getStream(fd).nfd, uid, gid); },
  open: function(path, flags, mode, suggestFD) {
    // Emscripten leaves O_NONBLOCK out, and opening a pipe without a writer would wait for one.
    var unwaiting = flags & {{{ cDefine('O_NONBLOCK') }}} ? fs.constants.O_NONBLOCK || 0 : 0;
    var nfd = fs.openSync(path, NODEFS.flagsForNode(flags) | unwaiting, mode);
    var st = fs.fstatSync(nfd);
    var fd = suggestFD != null ? suggestFD : FS.nextfd(nfd);
    var node = { id: st.ino, mode: st.mode, node_ops: NODERAWFS, path: path };
    FS.streams[fd] = { fd: fd, nfd: nfd, position: 0, path: path, flags: flags, node: node, seekable: st.isFile() || st.isDirectory() };
    return FS.streams[fd];
  },
  read: function(stream, buffer, offset, length, position) {
    if (stream.stream_ops) return VFS.read(stream, buffer, offset, length, position);
    var seeking = typeof position != 'undefined';
    if (!seeking && stream.seekable) position = stream.position;
    var got = NODERAWFS.patiently(() => fs.readSync(stream.nfd, Buffer.from(buffer.buffer), offset, length, position));
    if (!seeking) stream.position += got;
    return got;
  },
  write: function(stream, buffer, offset, length, position) {
    if (stream.stream_ops) return VFS.write(stream, buffer, offset, length, position);
    var seeking = typeof position != 'undefined';
    if (!seeking && stream.seekable && !(stream.flags & {{{ cDefine('O_APPEND') }}})) position = stream.position;
    for (var done = 0; done < length;) {
      done += NODERAWFS.patiently(() => fs.writeSync(stream.nfd, Buffer.from(buffer.buffer), offset + done, length - done,
                                                     typeof position == 'undefined' ? null : position + done));
    }
    if (!seeking) stream.position += length;
    return length;
  },
  /** What another program made not to wait (EAGAIN) is waited for all the same. */
  patiently: function(transfer) {
    for (;;) {
      try {
        return transfer();
      } catch (e) {
        if (e.code === 'EOF') return 0;  // Windows: the other end of the pipe was closed
        if (e.code === 'EPIPE' && Module['onBrokenPipe']) Module['onBrokenPipe']();
        if (e.code !== 'EAGAIN') throw e;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  }
});

mergeInto(LibraryManager.library, {
  // As it was, but: no error without a node, an error without a number is one too, and the environment is the process's.
  $NODERAWFS__postset: `
    if (ENVIRONMENT_IS_NODE) {
      requireNodeFS();
      var wrapped = (does) => function() {
        try {
          return does.apply(this, arguments);
        } catch (e) {
          if (e.code) throw new FS.ErrnoError(ERRNO_CODES[e.code] || ERRNO_CODES['EIO']);
          throw e;
        }
      };
      var VFS = Object.assign({}, FS);
      for (var key in NODERAWFS) FS[key] = wrapped(NODERAWFS[key]);
      var isAbs = (path) => path[0] === '/' || nodePath.isAbsolute(path);
      var inFolder = SYSCALLS.calculateAt;
      SYSCALLS.calculateAt = (folder, path, allowEmpty) => (isAbs(path) ? path : inFolder(folder, path, allowEmpty));
      Object.assign(ENV, process.env);
    }`,
  $NODERAWFS__deps: ['$ERRNO_CODES', '$FS', '$NODEFS', '$mmapAlloc', '$SYSCALLS', '$ENV'],

  host_umask: function() { return ENVIRONMENT_IS_NODE ? process.umask() : 18; },

  // The output of a program whose file and words are lines of `call`, in `out`; how many bytes, or -1.
  host_output: function(call, seconds, out, most_bytes) {
    if (!ENVIRONMENT_IS_NODE) return -1;
    var lines = UTF8ToString(call).split('\n');
    var ended = require('child_process').spawnSync(lines[0], lines.slice(2), {
      argv0: lines[1], timeout: Math.ceil(seconds * 1000), killSignal: 'SIGKILL', maxBuffer: most_bytes,
      stdio: ['ignore', 'pipe', 'ignore'], env: Object.assign({}, process.env, { LC_ALL: 'C' }), windowsHide: true });
    if (ended.error || ended.status !== 0) return -1;
    HEAPU8.set(ended.stdout, out);
    return ended.stdout.length;
  }
});

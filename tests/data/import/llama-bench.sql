CREATE TABLE IF NOT EXISTS llama_bench (
  build_commit TEXT,
  build_number INTEGER,
  cpu_info TEXT,
  gpu_info TEXT,
  backends TEXT,
  model_filename TEXT,
  model_type TEXT,
  model_size INTEGER,
  model_n_params INTEGER,
  n_batch INTEGER,
  n_ubatch INTEGER,
  n_threads INTEGER,
  type_k TEXT,
  type_v TEXT,
  n_gpu_layers INTEGER,
  split_mode TEXT,
  flash_attn INTEGER,
  tensor_split TEXT,
  n_prompt INTEGER,
  n_gen INTEGER,
  n_depth INTEGER,
  test_time TEXT,
  avg_ns INTEGER,
  stddev_ns INTEGER,
  avg_ts REAL,
  stddev_ts REAL
);

INSERT INTO llama_bench (build_commit, build_number, cpu_info, gpu_info, backends, model_filename, model_type, model_size, model_n_params, n_batch, n_ubatch, n_threads, type_k, type_v, n_gpu_layers, split_mode, flash_attn, tensor_split, n_prompt, n_gen, n_depth, test_time, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('1a2b3c4d', '6712', 'AMD EPYC 9354 32-Core Processor', 'NVIDIA L40S, NVIDIA L40S', 'CUDA', 'qwen2.5-32b-instruct-q4_k_m.gguf', 'qwen2 32B Q4_K - Medium', '19851335680', '32763876352', '2048', '512', '32', 'f16', 'f16', '99', 'layer', '1', '1.00/0.00', '512', '0', '0', '2026-01-15T09:00:00Z', '270000000', '1000000', '1896.3', '7.0');
INSERT INTO llama_bench (build_commit, build_number, cpu_info, gpu_info, backends, model_filename, model_type, model_size, model_n_params, n_batch, n_ubatch, n_threads, type_k, type_v, n_gpu_layers, split_mode, flash_attn, tensor_split, n_prompt, n_gen, n_depth, test_time, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('1a2b3c4d', '6712', 'AMD EPYC 9354 32-Core Processor', 'NVIDIA L40S, NVIDIA L40S', 'CUDA', 'qwen2.5-32b-instruct-q4_k_m.gguf', 'qwen2 32B Q4_K - Medium', '19851335680', '32763876352', '2048', '512', '32', 'f16', 'f16', '99', 'layer', '1', '1.00/0.00', '0', '128', '0', '2026-01-15T09:00:10Z', '3450000000', '1000000', '37.1', '0.05');

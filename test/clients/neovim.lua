-- Neovim 0.7 as a user has it: starts the server, opens files, reads what is published, asks, edits, and writes down what it saw.
local root, command, out = vim.env.SHOP, vim.fn.json_decode(vim.env.SERVER), vim.env.OUT
local seen = {}

local function wait(what, test)
  if not vim.wait(120000, test, 50) then
    error('never: ' .. what)
  end
end
local function codes(buffer)
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, each.code or each.user_data.lsp.code)
  end
  table.sort(found)
  return found
end
local function has(buffer, code)
  return vim.tbl_contains(codes(buffer), code)
end

local ok, failure = pcall(function()
  vim.o.hidden = true
  local client = vim.lsp.start_client({
    name = 'hoplint',
    cmd = command,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = 'shop' } },
  })
  local function open(path)
    vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. path))
    local buffer = vim.api.nvim_get_current_buf()
    vim.lsp.buf_attach_client(buffer, client)
    return buffer
  end
  local function ask(buffer, method, params)
    local answers = vim.lsp.buf_request_sync(buffer, method, params, 60000)
    return answers and answers[client] and answers[client].result or vim.NIL
  end

  local ingress = open('deploy/ingress.yaml')
  local server = open('services/api/src/server.ts')
  wait('diagnostics on both ends', function()
    return has(server, 'keepalive-race') and has(ingress, 'keepalive-race')
  end)
  seen.server, seen.ingress = codes(server), codes(ingress)

  local at = { textDocument = { uri = vim.uri_from_bufnr(server) }, position = { line = 11, character = 18 } }
  seen.hover = ask(server, 'textDocument/hover', at).contents.value
  seen.definition = vim.tbl_map(function(each)
    return each.targetUri or each.uri
  end, ask(server, 'textDocument/definition', at))
  seen.lenses = vim.tbl_map(function(each)
    return each.command.title
  end, ask(server, 'textDocument/codeLens', { textDocument = at.textDocument }))

  local diagnostics = vim.tbl_map(function(each)
    return each.user_data.lsp
  end, vim.diagnostic.get(server, { lnum = 11 }))
  local actions = ask(server, 'textDocument/codeAction', {
    textDocument = at.textDocument,
    range = { start = at.position, ['end'] = at.position },
    context = { diagnostics = {} },
  })
  seen.actions = vim.tbl_map(function(each)
    return each.title
  end, actions)
  seen.diagnosticsOnTheLine = #diagnostics

  -- The fix is applied by Neovim itself, to the buffer alone.
  for _, action in ipairs(actions) do
    if action.title:find('keepAliveTimeout') then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      break
    end
  end
  wait('the fix to be seen, unsaved, on both ends', function()
    return not has(server, 'keepalive-race') and not has(ingress, 'keepalive-race')
  end)
  seen.modified = vim.api.nvim_buf_get_option(server, 'modified')
  seen.fixed = table.concat(vim.api.nvim_buf_get_lines(server, 0, -1, false), '\n')

  vim.api.nvim_set_current_buf(server)
  vim.cmd('edit!')
  wait('the text on disk to count again', function()
    return has(server, 'keepalive-race')
  end)
  vim.lsp.stop_client(client)
end)
seen.failure = not ok and tostring(failure) or nil

local file = io.open(out, 'w')
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')

-- The load of ./bench --only server, for wrk. Arguments after --:
--   what        settle (one order a request), batch (256 orders a request), home (a member's page)
--   run         a name that no other run of this pool has: ids begin with it
--   members     how many the pool has, named m-1, m-2, ...
--   credential  an API key; for home the session tokens of members, commas between
local BATCH = 256
local threads = {}

function setup(thread)
  thread:set("number", #threads + 1)
  table.insert(threads, thread)
end

function init(arguments)
  run = arguments[2] .. "-" .. number
  members = tonumber(arguments[3])
  count, failures = 0, 0
  local seed = number
  for index = 1, #run do
    seed = (seed * 31 + run:byte(index)) % 2147483647
  end
  math.randomseed(seed)

  if arguments[1] == "home" then
    local tokens = {}
    for token in arguments[4]:gmatch("[^,]+") do
      table.insert(tokens, token)
    end
    request = function()
      count = count + 1
      return wrk.format("GET", "/home", { Cookie = "ws-member=" .. tokens[count % #tokens + 1] })
    end
  else
    local one = arguments[1] == "settle"
    local headers = {
      Authorization = "Bearer " .. arguments[4],
      ["Content-Type"] = one and "application/json" or "application/jsonl",
    }
    request = function()
      return wrk.format("POST", "/v1/commands", headers, one and order() or batch())
    end
    expected = one and 1 or BATCH
  end
end

-- No time: the server takes the present, as for a sender that only knows its orders.
function order()
  count = count + 1
  return string.format(
    '{"id":"c-%s-%d","settleOrder":{"order":"o-%s-%d","member":"m-%d","merchant":"s1","amount":"%d.%02d"}}',
    run, count, run, count, math.random(members), math.random(10, 2009), math.random(0, 99))
end

function batch()
  local lines = {}
  for line = 1, BATCH do
    lines[line] = order()
  end
  return table.concat(lines, "\n")
end

-- A fast refusal would look like speed: every order of a batch must have been answered with 200, too.
function response(status, headers, body)
  if status ~= 200 then
    failures = failures + 1
  elseif expected == BATCH then
    local _, settled = body:gsub('"status":200', "")
    failures = failures + (settled == BATCH and 0 or 1)
  end
end

function done(summary, latency, requests)
  local failures = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do
    failures = failures + thread:get("failures")
  end
  io.write(string.format("measured %d %d %d %d %d %d\n", summary.requests, summary.duration, summary.bytes, failures,
    latency:percentile(50), latency:percentile(99)))
end

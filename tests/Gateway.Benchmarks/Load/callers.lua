-- wrk sends one request over and over; this sends one of each caller in turn. The argument is a file with a header line for each.
local requests = {}
local last = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local name, value = line:match("^([^:]+): (.*)$")
    requests[#requests + 1] = wrk.format("GET", nil, { [name] = value })
  end
  if #requests == 0 then requests[1] = wrk.format("GET") end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

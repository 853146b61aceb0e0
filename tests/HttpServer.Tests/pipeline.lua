-- wrk sends sixteen requests at once, and counts the answers.
local requests = {}

init = function(args)
    for i = 1, 16 do
        requests[i] = wrk.format("GET", "/")
    end
    requests = table.concat(requests)
end

request = function()
    return requests
end

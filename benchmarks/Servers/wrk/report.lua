-- GET /, as many in flight as the first argument says. The last line of what is printed is for a program:
-- REQUESTS MICROSECONDS ERRORS P50 P99 P999
local batch

function init(args)
    local one = wrk.format("GET", "/")
    batch = one:rep(tonumber(args[1]) or 1)
end

function request()
    return batch
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("%d %d %d %.1f %.1f %.1f\n",
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end

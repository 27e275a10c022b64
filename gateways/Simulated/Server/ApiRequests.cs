using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Answers a request, whichever way it came: security, planned faults, limits, the exchange. Without a fault it
/// completes synchronously, so requests of one connection are executed in the order in which they came.
/// </summary>
internal sealed class ApiRequests(Exchange exchange, SimulatedVenueOptions options) : IDisposable
{
    private static ReadOnlySpan<byte> UnknownError =>
        """{"code":-1000,"msg":"Unknown error, please check your request or try again later."}"""u8;

    private readonly RequestSecurity _security = new(options.ApiKey, options.ApiSecret);
    private readonly ThreadLocal<JsonFrame> _replies = new(() => new JsonFrame());

    public async Task<ApiAnswer> AnswerAsync(
        Endpoint endpoint, string? key, RequestParameters parameters, CancellationToken cancellation)
    {
        FaultSwitches faults = exchange.Faults;
        VenueError refusal = _security.Check(endpoint.Security, key, parameters, exchange.Clock.NowMs());
        PlannedFault? fault = refusal.IsNone ? FaultFor(endpoint.Kind) : null;
        bool held = faults.IsHanging;
        if (held) await faults.WhileHangingAsync(cancellation);
        if (fault is { Fault: RequestFault.DelayRequest })
        {
            await Task.Delay(fault.DelayMs, cancellation);
            held = true;
        }

        if (fault is { Fault: RequestFault.Reject })
            refusal = new VenueError(fault.Code == 0 ? -1000 : fault.Code, "Refused by a fault switch.");
        bool late = held && endpoint.Security == EndpointSecurity.Signed
            && !RequestSecurity.IsInWindow(parameters, exchange.Clock.NowMs());
        if (refusal.IsNone && late) refusal = VenueErrors.MatchingTimestamp;
        ApiAnswer answer = Execute(endpoint, parameters, refusal, fault);
        if (faults.IsHanging) await faults.WhileHangingAsync(cancellation);
        switch (fault?.Fault)
        {
            case RequestFault.NeverReply:
                await Task.Delay(Timeout.Infinite, cancellation);
                break;
            case RequestFault.DelayReply:
                await Task.Delay(fault.DelayMs, cancellation);
                break;
            case RequestFault.UnknownError:
                byte[] body = fault.Code == 0
                    ? UnknownError.ToArray()
                    : _replies.Value!.ErrorBody(new VenueError(fault.Code, "Timeout waiting for response."));
                return answer with { Status = StatusCodes.Status503ServiceUnavailable, Body = body };
        }

        return answer;
    }

    public void Dispose() => _replies.Dispose();

    private PlannedFault? FaultFor(EndpointKind kind) => kind switch
    {
        EndpointKind.Place => exchange.Faults.NextPlace(),
        EndpointKind.Cancel => exchange.Faults.NextCancel(),
        _ => null,
    };

    private ApiAnswer Execute(
        Endpoint endpoint, RequestParameters parameters, VenueError refusal, PlannedFault? fault)
    {
        JsonFrame frame = _replies.Value!;
        VenueError error = refusal;
        RequestUsage usage = default;
        byte[]? reply = null;
        exchange.Run(nowMs =>
        {
            VenueError limit = exchange.Limits.Count(endpoint, nowMs);
            usage = exchange.Limits.Usage;
            if (exchange.Faults.IsRateLimiting) limit = VenueErrors.TooManyRequests;
            if (!limit.IsNone) error = limit;
            if (!error.IsNone) return;
            var call = new ApiCall(exchange, parameters, frame) { NowMs = nowMs };
            error = endpoint.Handle(call);
            if (!error.IsNone) return;
            reply = frame.ToArray();
            if (fault is { Fault: RequestFault.FillAndLoseAck } && call.Placed is { IsOpen: true } order)
                exchange.Core.FillNow(order, nowMs);
        });
        if (reply is not null) return new ApiAnswer(StatusCodes.Status200OK, reply, fault, usage, 0);
        int silence = exchange.Faults.RateLimitingSecondsLeft;
        return new ApiAnswer(error.HttpStatus, frame.ErrorBody(error), fault, usage, silence);
    }
}

using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Answers a request, whichever way it came: security, planned faults, limits, the exchange.
/// </summary>
internal sealed class ApiRequests(Exchange exchange, SimulatedVenueOptions options) : IDisposable
{
    private static ReadOnlySpan<byte> UnknownError =>
        """{"code":-1000,"msg":"Unknown error, please check your request or try again later."}"""u8;

    private readonly RequestSecurity _security = new(options.ApiKey, options.ApiSecret);
    private readonly ThreadLocal<JsonFrame> _replies = new(() => new JsonFrame());

    public Task<ApiAnswer> AnswerAsync(
        Endpoint endpoint, string? key, RequestParameters parameters, CancellationToken cancellation) =>
        FaultFlow.RunAsync(
            exchange.Faults,
            endpoint.Kind,
            isLate => isLate ? CheckWindow(endpoint, parameters)
                : _security.Check(endpoint.Security, key, parameters, exchange.Clock.NowMs()),
            (refusal, fault) => Execute(endpoint, parameters, refusal, fault),
            Unknown,
            cancellation);

    public void Dispose() => _replies.Dispose();

    private VenueError CheckWindow(Endpoint endpoint, RequestParameters parameters) =>
        endpoint.Security == EndpointSecurity.Signed
        && !RequestSecurity.IsInWindow(parameters, exchange.Clock.NowMs())
            ? VenueErrors.MatchingTimestamp : VenueError.None;

    private ApiAnswer Unknown(ApiAnswer answer, PlannedFault fault)
    {
        byte[] body = fault.Code == 0
            ? UnknownError.ToArray()
            : _replies.Value!.ErrorBody(new VenueError(fault.Code, "Timeout waiting for response."));
        return answer with { Status = StatusCodes.Status503ServiceUnavailable, Body = body };
    }

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

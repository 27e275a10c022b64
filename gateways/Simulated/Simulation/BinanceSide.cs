using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>Binance's end of the wire: the endpoints and frames of the loopback server.</summary>
internal sealed class BinanceSide : VenueSide
{
    private readonly InstrumentRules _rules;
    private readonly SimulatedVenueOptions _options;
    private readonly JsonFrame _frame = new();
    private readonly RequestSecurity _security;
    private readonly RequestLimits _limits;
    private readonly UserFrames _users;
    private Action<byte[]> _send = static _ => { };
    private long _updateId;

    public BinanceSide(InstrumentRules rules, SimulatedVenueOptions options)
    {
        _rules = rules;
        _options = options;
        _security = new RequestSecurity(options.ApiKey, options.ApiSecret);
        _limits = new RequestLimits(options.WeightPerMinute, options.OrdersPer10Seconds, options.OrdersPerMinute);
        _users = new UserFrames(rules, (_, frame) => _send(frame));
    }

    public override VenueAnswer Handle(
        FrontRequest request, MatchingCore core, long nowMs, bool isInside, long shownUntilMs)
    {
        if (RestApi.Find(request.Method, request.Path) is not { } endpoint) return new VenueAnswer(404, []);
        var parameters = new RequestParameters(request.Query.Length > 0 ? "?" + request.Query : "", request.Body);
        VenueError error = isInside
            ? VenueError.None
            : _security.Check(endpoint.Security, _options.ApiKey, parameters, nowMs);
        if (error.IsNone)
        {
            error = endpoint.Handle(new ApiCall(core, parameters, _frame)
            {
                Limits = _limits,
                NowMs = nowMs,
                ShownUntilMs = shownUntilMs,
            });
        }

        return error.IsNone ? new VenueAnswer(200, _frame.ToArray()) : Refuse(error.HttpStatus, error, nowMs);
    }

    public override VenueAnswer Refuse(int status, in VenueError error, long nowMs) =>
        new(status, _frame.ErrorBody(error));

    public override VenueAnswer Unknown(int status) =>
        Refuse(status, new VenueError(-1007, "Timeout waiting for response from backend server."), 0);

    public override byte[] QuoteFrame(in Quote quote, long nowMs) =>
        MarketFrames.QuoteFrame(quote, ++_updateId, nowMs, _rules, _frame);

    public override void Tell(AccountBooks books, long nowMs, Action<byte[]> send)
    {
        _send = send;
        _users.Publish(books, nowMs);
    }

    public override byte[] SessionEnd(long nowMs) => _users.ListenKeyExpired("virtual", nowMs);
}

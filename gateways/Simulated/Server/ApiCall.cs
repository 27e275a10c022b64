using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>What a request asks for, and where its answer goes. Lives under the exchange's lock.</summary>
internal sealed class ApiCall(MatchingCore core, RequestParameters parameters, JsonFrame reply)
{
    private readonly Exchange? _exchange;

    public ApiCall(Exchange exchange, RequestParameters parameters, JsonFrame reply)
        : this(exchange.Core, parameters, reply)
    {
        _exchange = exchange;
        Limits = exchange.Limits;
    }

    /// <summary>Streams and candles; there are none where the core is used alone.</summary>
    public Exchange Exchange =>
        _exchange ?? throw new InvalidOperationException("this endpoint needs the whole exchange");

    public MatchingCore Core => core;
    public AccountBooks Books => core.Books;
    public InstrumentRules Rules => core.Rules;
    public RequestParameters Parameters => parameters;
    public JsonFrame Reply => reply;
    public RequestLimits? Limits { get; init; }
    public long NowMs { get; init; }

    /// <summary>Orders made later than this are not shown: the venue's reading side may lag behind.</summary>
    public long ShownUntilMs { get; init; } = long.MaxValue;

    /// <summary>The order a place request has made; a fault switch may go on with it.</summary>
    public VenueOrder? Placed { get; set; }
}

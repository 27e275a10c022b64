using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>What a request asks for, and where its answer goes. Lives under the exchange's lock.</summary>
internal sealed class FrontCall(MatchingCore core, FrontRequest request, JsonFrame reply, long nowMs)
{
    private readonly Exchange? _exchange;

    public FrontCall(Exchange exchange, FrontRequest request, JsonFrame reply, long nowMs)
        : this(exchange.Core, request, reply, nowMs) => _exchange = exchange;

    /// <summary>Streams and candles; there are none where the core is used alone.</summary>
    public Exchange Exchange =>
        _exchange ?? throw new InvalidOperationException("this endpoint needs the whole exchange");

    public MatchingCore Core => core;
    public AccountBooks Books => core.Books;
    public InstrumentRules Rules => core.Rules;
    public FrontRequest Request => request;
    public long NowMs => nowMs;

    /// <summary>Orders made later than this are not shown: the venue's reading side may lag behind.</summary>
    public long ShownUntilMs { get; init; } = long.MaxValue;

    /// <summary>The last segment of the path: an order's id, a contract.</summary>
    public string Last => Uri.UnescapeDataString(request.Path[(request.Path.LastIndexOf('/') + 1)..]);

    /// <summary>The order that a place request has made; a fault switch may go on with it.</summary>
    public VenueOrder? Placed { get; set; }

    /// <summary>Begins the answer.</summary>
    public Utf8JsonWriter Start() => reply.Start();
}

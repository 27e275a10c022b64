using System.Text.Json;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>What a request asks for, and where its answer goes. Lives under the exchange's lock.</summary>
internal sealed class FrontCall(Exchange exchange, FrontRequest request, JsonFrame reply, long nowMs)
{
    public Exchange Exchange => exchange;
    public MatchingCore Core => exchange.Core;
    public AccountBooks Books => exchange.Core.Books;
    public InstrumentRules Rules => exchange.Rules;
    public FrontRequest Request => request;
    public long NowMs => nowMs;

    /// <summary>The last segment of the path: an order's id, a contract.</summary>
    public string Last => Uri.UnescapeDataString(request.Path[(request.Path.LastIndexOf('/') + 1)..]);

    /// <summary>The order that a place request has made; a fault switch may go on with it.</summary>
    public VenueOrder? Placed { get; set; }

    /// <summary>Begins the answer.</summary>
    public Utf8JsonWriter Start() => reply.Start();
}

using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>What a request asks for, and where its answer goes. Lives under the exchange's lock.</summary>
internal sealed class ApiCall(Exchange exchange, RequestParameters parameters, JsonFrame reply)
{
    public Exchange Exchange => exchange;
    public MatchingCore Core => exchange.Core;
    public AccountBooks Books => exchange.Core.Books;
    public InstrumentRules Rules => exchange.Rules;
    public RequestParameters Parameters => parameters;
    public JsonFrame Reply => reply;
    public long NowMs { get; init; }

    /// <summary>The order a place request has made; a fault switch may go on with it.</summary>
    public VenueOrder? Placed { get; set; }
}

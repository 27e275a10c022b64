using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated;

/// <summary>
/// A venue on this machine that speaks the Binance USDⓈ-M protocol: recorded market, real matching, own books.
/// Plain HTTP and WebSocket on 127.0.0.1; see <see cref="BaseAddress"/>.
/// </summary>
public sealed class SimulatedVenue : IAsyncDisposable
{
    private readonly Exchange _exchange;
    private readonly VenueServer _server;
    private int _stopped;

    private SimulatedVenue(Exchange exchange, VenueServer server, SimulatedVenueOptions options)
    {
        _exchange = exchange;
        _server = server;
        ApiKey = options.ApiKey;
        ApiSecret = options.ApiSecret;
        Passphrase = options.Passphrase;
    }

    /// <summary><c>http://127.0.0.1:port/</c>; streams are at <c>ws://…/{public,market,private}/…</c>.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    public string ApiKey { get; }
    public string ApiSecret { get; }
    public string Passphrase { get; }

    /// <summary>What can be made to go wrong; the same as <c>POST /admin/faults</c>.</summary>
    public FaultSwitches Faults => _exchange.Faults;

    /// <exception cref="ArgumentException">An impossible option.</exception>
    /// <exception cref="FileNotFoundException">No such recording.</exception>
    /// <exception cref="InvalidOperationException">
    /// Port or books in use, books damaged or of another instrument.
    /// </exception>
    public static async Task<SimulatedVenue> StartAsync(
        SimulatedVenueOptions options, CancellationToken cancellation = default)
    {
        if (options.Speed is not (> 0 and <= 10_000))
            throw new ArgumentException($"speed {options.Speed} is not possible; choose more than 0, at most 10000");
        if (options.Leverage is < 1 or > 125)
            throw new ArgumentException($"leverage {options.Leverage} is not possible; choose 1 to 125");
        var exchange = new Exchange(options, new FaultSwitches());
        try
        {
            VenueServer server = await VenueServer.StartAsync(exchange, options, cancellation);
            exchange.Start();
            return new SimulatedVenue(exchange, server, options);
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    /// <summary>The venue's own books, now.</summary>
    public VenueLedger ReadLedger()
    {
        VenueLedger? ledger = null;
        _exchange.Run(_ => ledger = VenueLedger.Of(_exchange.Core.Books, _exchange.Rules));
        return ledger!;
    }

    /// <summary>Moves the whole market by a number of ticks.</summary>
    public void JumpPrice(long ticks) => _exchange.JumpPrice(ticks);

    /// <summary>Cuts all connections and ends within a second. May be called again.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        await _server.DisposeAsync();
        _exchange.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}

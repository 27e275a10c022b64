using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>A fresh venue and a client for each test.</summary>
public abstract class VenueScene : IAsyncLifetime, IDisposable
{
    private VenueClient? _client;
    private SimulatedVenue? _venue;

    protected SimulatedVenue Venue => _venue!;

    private protected VenueClient Client => _client!;

    protected virtual SimulatedVenueOptions Options => new();

    public async Task InitializeAsync()
    {
        _venue = await SimulatedVenue.StartAsync(Options);
        _client = new VenueClient(_venue, TimeSpan.FromSeconds(2));
    }

    public Task DisposeAsync() => Venue.StopAsync();

    public void Dispose()
    {
        _client?.Dispose();
        GC.SuppressFinalize(this);
    }
}

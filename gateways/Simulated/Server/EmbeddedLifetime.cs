using Microsoft.Extensions.Hosting;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The venue ends when its owner says so, not at Ctrl-C or SIGTERM: an engine in the same process still has to cancel
/// its orders then.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

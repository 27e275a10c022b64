using Microsoft.Extensions.Hosting;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>The page ends with the run, not at a signal: an operator wants to see how the stop goes.</summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

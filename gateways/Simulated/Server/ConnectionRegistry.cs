using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>All TCP connections of the venue, so that a fault can cut them.</summary>
internal sealed class ConnectionRegistry(FaultSwitches faults)
{
    private readonly ConcurrentDictionary<string, ConnectionContext> _open = new(StringComparer.Ordinal);

    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (faults.IsRefusing)
        {
            connection.Abort();
            return;
        }

        _open[connection.ConnectionId] = connection;
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    }

    public void AbortAll(string? exceptId = null)
    {
        foreach ((string id, ConnectionContext connection) in _open)
        {
            if (id != exceptId) connection.Abort();
        }
    }
}

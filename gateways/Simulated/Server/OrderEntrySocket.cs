using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// Order entry over WebSocket: <c>/ws-fapi/v1</c>, with <c>?returnRateLimits=false</c> as the client likes.
/// </summary>
internal sealed class OrderEntrySocket(Exchange exchange, ApiRequests requests)
{
    public const string Path = "/ws-fapi/v1";

    public async Task ServeAsync(HttpContext http, CancellationToken stop)
    {
        if (exchange.Faults.IsHanging) await exchange.Faults.WhileHangingAsync(http.RequestAborted);
        bool withLimits = http.Request.Query["returnRateLimits"] != "false";
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
        using var connection = new OrderEntryConnection(socket, exchange, requests, withLimits);
        await connection.RunAsync(stop);
    }
}

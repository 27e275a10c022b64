using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Server;

/// <summary>
/// The WebSocket paths: <c>/{public,market,private}/ws[/name…]</c> (frames bare) and <c>/…/stream?streams=a/b</c>
/// (frames wrapped). The class-less paths of old connect as well and carry the public class only. A wrong name
/// completes the handshake and stays silent.
/// </summary>
internal sealed class StreamEndpoints(Exchange exchange)
{
    private static readonly Dictionary<string, StreamClass> Classes = new(StringComparer.Ordinal)
    {
        ["public"] = StreamClass.Public,
        ["market"] = StreamClass.Market,
        ["private"] = StreamClass.Private,
    };

    /// <summary>Serves the connection to its end; false when the path is no stream path.</summary>
    public async Task<bool> TryServeAsync(HttpContext http, CancellationToken stop)
    {
        string[] parts = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        StreamClass streamClass = StreamClass.Public;
        int next = parts.Length > 0 && Classes.TryGetValue(parts[0], out streamClass) ? 1 : 0;
        if (next >= parts.Length || parts[next] is not ("ws" or "stream")) return false;
        bool wrapped = parts[next] == "stream";
        List<string> names = [.. parts[(next + 1)..]];
        IQueryCollection query = http.Request.Query;
        if (query.TryGetValue("streams", out var streams)) names.AddRange(streams.ToString().Split('/'));
        if (query.TryGetValue("listenKey", out var key)) names.Add(key.ToString());
        string[]? events = query.TryGetValue("events", out var wanted) ? wanted.ToString().Split('/') : null;
        if (exchange.Faults.IsHanging) await exchange.Faults.WhileHangingAsync(http.RequestAborted);
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
        using var connection =
            new StreamConnection(socket, streamClass, wrapped, events, exchange.Hub, exchange.Faults);
        await connection.RunAsync(names, stop);
        return true;
    }
}

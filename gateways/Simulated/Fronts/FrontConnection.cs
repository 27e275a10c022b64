using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using OpenSQT.Lmax.Simulated.Server;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>One WebSocket client of a front: what it listens to, and what it says.</summary>
internal abstract class FrontConnection(WebSocket socket, FaultSwitches faults) : SocketConnection(socket, faults)
{
    private readonly ConcurrentDictionary<string, bool> _topics = new(StringComparer.Ordinal);

    public bool Listens(string topic) => _topics.ContainsKey(topic);

    /// <summary>Everything listened to.</summary>
    public ICollection<string> Topics => _topics.Keys;

    protected void Listen(string topic) => _topics[topic] = true;

    protected void Forget(string topic) => _topics.TryRemove(topic, out _);

    protected void Say(string text) => Enqueue(Encoding.UTF8.GetBytes(text));
}

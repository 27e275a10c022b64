using System.Text;

namespace OpenSQT.Lmax.Simulated.Streams;

/// <summary>
/// Who listens to what. Publishing copies a frame into the queues of the listeners and never waits; the publisher
/// holds the exchange's lock, so every listener sees one order of events.
/// </summary>
internal sealed class StreamHub
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(StreamClass Class, string Name), StreamConnection[]> _listeners = [];
    private volatile StreamConnection[] _connections = [];

    public void Add(StreamConnection connection)
    {
        lock (_gate) _connections = [.. _connections, connection];
    }

    public void Remove(StreamConnection connection)
    {
        lock (_gate)
        {
            _connections = [.. _connections.Where(c => c != connection)];
            foreach ((StreamClass Class, string Name) key in _listeners.Keys.ToArray()) Unsubscribe(key, connection);
        }
    }

    public void Subscribe(StreamConnection connection, string name)
    {
        lock (_gate)
        {
            StreamConnection[] present = _listeners.GetValueOrDefault((connection.Class, name), []);
            if (!present.Contains(connection)) _listeners[(connection.Class, name)] = [.. present, connection];
        }
    }

    public void Unsubscribe(StreamConnection connection, string name)
    {
        lock (_gate) Unsubscribe((connection.Class, name), connection);
    }

    public List<string> SubscriptionsOf(StreamConnection connection)
    {
        lock (_gate)
            return [.. _listeners.Where(p => p.Value.Contains(connection)).Select(p => p.Key.Name)];
    }

    /// <summary>Every name with a listener that contains a text.</summary>
    public string[] NamesOf(StreamClass streamClass, string part)
    {
        lock (_gate)
            return [.. _listeners.Keys.Where(k => k.Class == streamClass).Select(k => k.Name)
                .Where(name => name.Contains(part, StringComparison.Ordinal))];
    }

    public bool HasListeners(StreamClass streamClass, string name)
    {
        lock (_gate) return _listeners.ContainsKey((streamClass, name));
    }

    /// <param name="eventName">The event's type, for connections that listen to some types only; null: any.</param>
    public void Publish(StreamClass streamClass, string name, byte[] frame, string? eventName = null)
    {
        StreamConnection[]? listeners;
        lock (_gate) _listeners.TryGetValue((streamClass, name), out listeners);
        if (listeners is null) return;
        byte[]? wrapped = null;
        foreach (StreamConnection listener in listeners)
        {
            if (eventName is not null && !listener.Wants(eventName)) continue;
            listener.Enqueue(listener.IsWrapped ? wrapped ??= Wrap(name, frame) : frame);
        }
    }

    public void AbortAll()
    {
        foreach (StreamConnection connection in _connections) connection.Abort();
    }

    private void Unsubscribe((StreamClass Class, string Name) key, StreamConnection connection)
    {
        if (!_listeners.TryGetValue(key, out StreamConnection[]? present) || !present.Contains(connection)) return;
        StreamConnection[] rest = [.. present.Where(c => c != connection)];
        if (rest.Length == 0) _listeners.Remove(key);
        else _listeners[key] = rest;
    }

    private static byte[] Wrap(string name, byte[] frame) =>
        [.. Encoding.UTF8.GetBytes($"{{\"stream\":\"{name}\",\"data\":"), .. frame, (byte)'}'];
}

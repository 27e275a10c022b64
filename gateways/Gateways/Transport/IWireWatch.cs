namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>Told by a <see cref="Wire"/> what its reading thread is about to do.</summary>
public interface IWireWatch
{
    /// <summary>Everything received so far has been read: the next read will wait for the network.</summary>
    void BeforeBlocking();

    /// <summary>Nothing came for one tick; false gives the wire up, as if the peer had closed it.</summary>
    bool KeepWaiting();
}

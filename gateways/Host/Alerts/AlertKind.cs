namespace OpenSQT.Lmax.Host.Alerts;

/// <summary>What an alert is about; <c>alerts.events</c> picks among them.</summary>
public enum AlertKind
{
    Start,
    Stop,
    State,
    Fills,
    Rejects,
    Reconcile,
    Disconnect,
    Journal,
    Daily,
    Test,
}

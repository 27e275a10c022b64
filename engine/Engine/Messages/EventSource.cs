namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Who made a record. Stored; append only.</summary>
public enum EventSource : byte
{
    Engine = 0,
    Host = 1,
    MarketGateway = 2,
    UserGateway = 3,
    ExecutionGateway = 4,
    Timer = 5,
    Operator = 6,
}

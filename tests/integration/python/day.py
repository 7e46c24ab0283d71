"""A small day of parcels at one hub, written from event.proto alone.

Every parcel goes the whole way in good order, but for one fault where one is named. Synthetic data
throughout: the identity numbers pass MOD 11-2 and belong to nobody on purpose.
"""

import datetime

from trigate.v1 import event_pb2 as events

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
DAY = datetime.datetime(2021, 9, 15, 8, 0, tzinfo=SHANGHAI)
SENDER_PHONE = "13800138000"
SENDER_DOCUMENT = "150102199001010019"


def _at(minutes):
    return DAY + datetime.timedelta(minutes=minutes)


class Parcel:
    """The events of one parcel, `number` minutes after eight in the morning."""

    def __init__(self, number, carrier="SF"):
        self.number = number
        self.carrier = carrier
        self.waybill = "SF%013d" % (1_000_000_000_000 + number)
        self.events = []

    def _add(self, minutes, device=""):
        event = events.ParcelEvent(
            carrier=self.carrier, waybill_number=self.waybill, site="NMHH001", staff="S1001",
            device=device)
        event.occur_time.FromDatetime(_at(self.number % 60 + minutes))
        self.events.append(event)
        return event

    def accepted(self, contents="羊绒围巾", remark="", document=SENDER_DOCUMENT):
        detail = self._add(2).accepted
        detail.sender.CopyFrom(events.Party(
            name="张三", phone=SENDER_PHONE, address="新华大街1号", region_code=150102))
        detail.recipient.CopyFrom(events.Party(
            name="李四", phone="13900139001", address="南京东路2号", region_code=310101))
        if document:
            detail.identification.document_type = events.DOCUMENT_TYPE_RESIDENT_ID
            detail.identification.document_number = document
            detail.identification.document_name = "张三"
            detail.identification.identify_time.FromDatetime(_at(self.number % 60))
            detail.identification.machine_read = True
        detail.contents.add(name=contents, nature="固体", quantity=1)
        detail.weight_g = 800
        detail.declared_value_fen = 30_000
        detail.freight_fen = 2_200
        detail.payment_mode = events.PAYMENT_MODE_SENDER_ELECTRONIC
        detail.transport_mode = events.TRANSPORT_MODE_ROAD
        detail.remark = remark
        return self

    def inspected(self):
        detail = self._add(1).inspected
        detail.result = events.INSPECTION_RESULT_PASSED
        detail.mark_number = "YS%07d" % self.number
        detail.seal_time.FromDatetime(_at(self.number % 60 + 2))
        detail.goods_inspected = detail.packing_inspected = detail.filler_inspected = True
        detail.inspector_trained = True
        detail.duration_s = 40
        return self

    def screened(self, result=events.XRAY_RESULT_CLEAR):
        detail = self._add(60, device="XR-7").xray_screened
        detail.result = result
        detail.mark_number = "AJ%07d" % self.number
        detail.device_valid_until_time.FromDatetime(_at(60 * 24 * 200))
        detail.operator_certificate_until_time.FromDatetime(_at(60 * 24 * 100))
        detail.operator_background_checked = True
        detail.alarm_score = 0.02
        detail.weight_g = 800
        return self

    def moved(self, minutes, movement, site="NMHH001"):
        event = self._add(minutes)
        event.site = site
        event.moved.movement = movement
        return self

    def arrived(self):
        return self.moved(50, events.MOVEMENT_ARRIVED)

    def departed(self):
        return self.moved(120, events.MOVEMENT_DEPARTED)

    def out_for_delivery(self):
        return self.moved(60 * 20, events.MOVEMENT_OUT_FOR_DELIVERY, site="SHPD001")

    def whole_way(self):
        return self.inspected().accepted().arrived().screened().departed().out_for_delivery()


def good_parcels(count):
    return [Parcel(number).whole_way() for number in range(count)]


def suspect_parcel(number):
    """The X-ray operator saw something: the hub must hold it."""
    return Parcel(number).inspected().accepted().arrived().screened(
        events.XRAY_RESULT_SUSPECT)


def unidentified_parcel(number):
    """Nobody checked who the sender was."""
    return Parcel(number).inspected().accepted(document="").arrived().screened()


def unscreened_parcel(number):
    """Left for another province without an X-ray, and went out for delivery without one."""
    return Parcel(number).inspected().accepted().arrived().departed().out_for_delivery()


def impossible_parcel(number):
    """A carrier that does not exist: this event alone is refused."""
    parcel = Parcel(number, carrier="NOBODY")
    return parcel.accepted()

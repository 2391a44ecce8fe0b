"""The words that systems write above their columns, and what each means to us.

A heading is first brought to a canonical form (``canon``): words split at blanks, signs and
capitals, abbreviations spelled out, filler dropped. The table then names the field; earlier
headings of a field are the surer ones.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ABBREVIATIONS = {
    "svc": "service", "srv": "service", "serv": "service", "svcs": "service", "dt": "date",
    "pt": "patient", "pat": "patient", "ptnt": "patient", "nbr": "number", "no": "number",
    "num": "number", "#": "number", "nr": "number", "prov": "provider", "prvdr": "provider",
    "phys": "provider", "physician": "provider", "doctor": "provider", "clinician": "provider",
    "dr": "provider", "practitioner": "provider", "rndrng": "rendering", "rend": "rendering",
    "ins": "insurance", "insur": "insurance", "insurer": "payer", "carrier": "payer",
    "payor": "payer", "diag": "dx", "diagnosis": "dx", "diagnoses": "dx", "diagnostic": "dx",
    "icd": "dx", "icd10": "dx", "icd10cm": "dx", "acct": "account", "acc": "account",
    "enc": "encounter", "enctr": "encounter", "visits": "visit", "mod": "modifier",
    "mods": "modifier", "modifiers": "modifier", "modif": "modifier", "chg": "charge",
    "charges": "charge", "fee": "charge", "chrg": "charge", "amt": "amount", "prim": "primary",
    "pri": "primary", "sec": "secondary", "2nd": "secondary", "1st": "primary",
    "addr": "address", "tel": "phone", "telephone": "phone", "ph": "phone", "qty": "units",
    "quantity": "units", "unit": "units", "cnt": "units", "appt": "appointment",
    "apt": "appointment", "subscr": "subscriber", "insured": "subscriber", "mbr": "member",
    "membership": "member", "pol": "policy", "grp": "group", "proc": "procedure",
    "procedures": "procedure", "px": "procedure", "cpt4": "cpt", "hcpcs": "cpt",
    "codes": "code", "cd": "code", "desc": "description", "descr": "description",
    "lname": "lastname", "fname": "firstname", "mname": "middlename", "surname": "lastname",
    "family": "lastname", "given": "firstname", "forename": "firstname", "fst": "first",
    "lst": "last", "nm": "name", "mid": "middle", "med": "medical", "rec": "record",
    "identifier": "id", "key": "id", "guid": "id", "uuid": "id", "pid": "patientid",
    "eid": "encounterid", "bday": "birthday", "bdate": "birthdate", "gender": "sex",
    "notes": "note", "comments": "note", "comment": "note", "remarks": "note",
    "eff": "effective", "term": "termination", "exp": "expiration",
    "elig": "eligibility", "cov": "coverage", "covg": "coverage", "expiry": "expiration",
    "thru": "to",
    "through": "to", "loc": "location", "fac": "facility", "dept": "department",
    "stat": "status", "postal": "zip", "st": "state", "hx": "history",
    "paciente": "patient", "pacientes": "patient", "apellido": "lastname",
    "apellidos": "lastname", "fecha": "date", "nacimiento": "birth", "nac": "birth",
    "medico": "provider", "medica": "provider", "proveedor": "provider", "diagnostico": "dx",
    "diagnosticos": "dx", "procedimiento": "procedure", "servicio": "service",
    "servicios": "service", "consulta": "visit", "visita": "visit", "cita": "appointment",
    "codigo": "code", "codigos": "code", "expediente": "chart", "numero": "number",
    "cuenta": "account", "importe": "amount", "monto": "amount", "cargo": "charge",
    "cargos": "charge", "unidades": "units", "cantidad": "units", "sexo": "sex",
    "genero": "sex", "seguro": "insurance", "aseguradora": "payer", "poliza": "policy",
    "afiliado": "member", "telefono": "phone", "direccion": "address", "domicilio": "address",
    "ciudad": "city", "motivo": "reason", "lugar": "place", "atencion": "service",
    "modificador": "modifier", "modificadores": "modifier",
    "pat.": "patient", "resource": "provider", "seenby": "provider", "client": "patient",
}  # fmt: skip
_FILLER = frozenset(
    {"the", "of", "a", "for", "s", "guarantor_", "cm", "de", "del", "la", "el", "y"}
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|#")
_ICD = re.compile(r"icd[-_ ]?10(?:[-_ ]?cm)?", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
"""Letters with points: "D.O.S."."""
_COUNTED = re.compile(r"(?<=\w)\s*#\s*(?=\d)")
"""A count behind a name: "Dx #2"."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")

# A field's headings in canonical form, the surest first; "+" marks fields that may repeat.
_HEADINGS = """
date_of_service: dateservice, dos, servicedate, dateservicefrom, servicedatefrom, dosfrom, fromdos,
 servicefromdate, fromdateservice, begindateservice, servicefrom, firstdateservice, fromservicedate,
 servicestartdate, servicestart, visitdate, datevisit, encounterdate, dateencounter, srvday,
 serviceday, encounterstart, visitstart, encounterstartdate, visitstartdate, datetimeservice,
 servicedatetime, encounterdatetime, visitdatetime, admitdate, admissiondate, dateseen, seendate,
 seenon, appointmentdate, dateappointment, checkindate, start, startdate, startdatetime, fromdate,
 datefrom, begindate, period, treatmentdate, datetreatment, proceduredate, examdate, chargedate,
 transactiondate, transdate, trandate, date, day, datesservice, servicedates, visitdates,
 contactdate, appointmentstart, appointmentdatetime, scheduledstart
last_date: dateserviceto, servicedateto, dosto, todos, servicetodate, todateservice,
 lastdateservice, serviceenddate, serviceto, serviceend, todate, dateto, enddate, stop, end,
 stopdate, dischargedate, encounterend, visitend, encounterenddate, enddatetime
encounter_id: encounterid, visitid, encounternumber, visitnumber, claimid, claimnumber,
 superbillid, superbillnumber, appointmentid, appointmentnumber, encountercode, csn,
 encountercsn, visitcode, ticketnumber, ticket, encounterrecordid, finnumber, fin, invoicenumber,
 voucher, vouchernumber, patientencountercsnid, patientencounterid, encntrid
patient_id: patientid, patientnumber, patientaccountnumber, patientaccount, accountnumber,
 accountid, account, patientaccountid, patientpracticeid, patientcode, patientcontrolnumber,
 personnumber, personid, patientchartnumber, patientchart, patientrecordnumber, memberrecord
mrn: mrn, medicalrecordnumber, medicalrecord, patientmrn, chartnumber, chartid, chart, mrnumber,
 mr, recordnumber, patientmedicalrecordnumber, emrid, ehrid, medicalrecordid, hospitalnumber,
 patientmrnid, mrnid
patient: patient
encounter: encounter, visit
patient_name: patientname, patientfullname, namepatient, fullname, patientlastfirst, personname,
 patientlastnamefirstname, lastnamefirstname, lastfirst, nombrepatient, patientnombre,
 nombrelastname, lastnamenombre, nombreslastname, lastnamenombres, nombrecompleto
last_name: lastname, patientlastname, last, patientlast, lastnamepatient
first_name: firstname, patientfirstname, first, patientfirst
middle_name: middlename, patientmiddlename, middle, mi, middleinitial, patientmi, patientmiddle,
 patientmiddleinitial
suffix: suffix, patientsuffix, namesuffix
birth: dob, birthdate, dateofbirth, datebirth, patientdob, patientbirthdate, patientdatebirth,
 birth, birthday, borndate, dateborn, patientbirth, born, patientborn, dobage, birthdateage, agedob
sex: sex, patientsex, birthsex, administrativesex, legalsex, patientlegalsex, sexassignedbirth,
 sexatbirth, assignedsex
death_date: deathdate, datedeath, dod, deceaseddate
address: address, address1, addressline1, street, streetaddress, patientaddress, patientaddress1,
 homeaddress, mailingaddress
address2: address2, addressline2, patientaddress2, unitapt
city: city, patientcity, town, homecity
state: state, patientstate, homestate, province
zip: zip, zip5, patientzip, zippostal, patientzippostal, homezip, zipplus4, postcode,
 zipcode, patientzipcode, zip4, zipfive
phone: phone, homephone, mobilephone, cellphone, patientphone, phonenumber, cell, mobile,
 primaryphone, phone1, contactphone, patienthomephone, patientphonenumber
email: email, emailaddress, patientemail
provider_npi: renderingnpi, npi, providernpi, renderingprovidernpi, npinumber, providernpinumber,
 individualnpi, attendingnpi, seenbyprovidernpi
provider_id: providerid, renderingproviderid, providercode, providernumber, renderingid
provider: renderingprovider, provider, providername, renderingprovidername, rendering, attending,
 attendingprovider, attendingprovidername, seenbyprovider, treatingprovider,
 appointmentprovidername, appointmentprovider, visitprovider, encounterprovider, serviceprovider,
 scheduledprovider, providerfullname, billingprovider, primaryprovider, visitprovidername
provider_last: providerlastname
provider_first: providerfirstname
referring: referringprovider, referringprovidername, referringproviderfullname, referring,
 referredby, referringname, refprovider, refprovidername, referralprovider, referralprovidername
referring_npi: referringnpi, referringprovidernpi, refprovidernpi, refnpi, referredbynpi,
 referralprovidernpi, referralnpi
taxonomy: taxonomy, taxonomycode, providertaxonomy
place_of_service: pos, placeservice, placeservicecode, poscode, servicelocationcode, posid
facility: facility, facilityname, location, servicelocation, locationname, organization, office,
 officelocation, clinic, site, practice
department: department, departmentname, specialty, service
kind: encountertype, visittype, appointmenttype, encounterclass, type, class, visitkind,
 appointmentreasontype, transactiontype, transtype, trantype, entrytype, recordtype, linetype
status: encounterstatus, visitstatus, status, appointmentstatus, claimstatus, statuscode,
 checkinstatus, visitstatuscode, chargestatus, linestatus, itemstatus, servicestatus,
 transactionstatus, recordstatus
action: action, recordaction, transactionaction, lineaction, chargeaction, actioncode, changetype,
 updatetype
dropped+: void, voided, isvoid, isvoided, voidflag, deleted, isdeleted, deleteflag, voiddate,
 datevoided, deleteddate, datedeleted, cancelled, canceled, iscancelled, iscanceled, canceldate,
 cancelleddate, canceleddate, datecancelled, datecanceled, cancelflag, numbershow, isnumbershow,
 numbershowflag, noshow, isnoshow, noshowflag
code+: procedurecode, cpt, cptcode, servicecode, procedure, code, cptcptcode, procedurecodecpt,
 chargecode, billingcode, proccode, losprocedurecode, loscode
modifier+: modifier, modifiercode, proceduremodifier, cptmodifier
units+: units, serviceunits, unitsservice, days, daysunits, procedureunits, chargeunits
amount+: chargeamount, charge, amount, totalcharge, chargetotal, chargeusd, price, billedamount,
 amountbilled, billed, unitcharge, totalamount, linecharge, totalchargeamount, grosscharge,
 procedurecharge, servicecharge, totalfee, linetotal, amountcharged, billedcharge, chargebilled,
 chargeamountbilled, submittedcharge, chargesubmitted, amountsubmitted
dx+: dx, dxcode, dxlist, primarydx, secondarydx, dxcodes, dxdx, dxcodedx, dxdxcode,
 principaldx, problem, assessment, conditions, visitdx, encounterdx, primarydxcode,
 secondarydxcode, tertiarydx, billingdx, encounterdxid, encounterdxcode, dxid, visitdxcode,
 claimdxcode, claimdx, dxclaim, dxclaimdxcode, dxclaimdx
reason: reason, reasondescription, chiefcomplaint, cc, visitreason, reasonvisit,
 appointmentreason, presentingproblem, complaint
description: description
reason_code: reasoncode
note: note, visitnote, encounternote
payer: primaryinsurance, payername, insurance, payer, insurancename, primaryinsurancename,
 primarypayer, primarypayername, insurancecompany, insuranceplan, primaryinsuranceplan, plan,
 planname, insurance1, payer1, healthplan, coverage, primaryinsurancecompany, financialclass,
 insuranceprimary, primaryplan, primarycoverage
payer_id: payerid, insuranceid_, primarypayerid, insurancecode, payercode, insurancecompanyid
member_id: memberid, membernumber, primarypolicynumber, subscribernumber, policynumber, policyid,
 primaryinsuranceid, insuranceid, subscriberid, insuranceidnumber, memberpolicynumber, policy,
 primarymemberid, insurancenumber, member, insurancepolicynumber, primarysubscribernumber,
 certificatenumber, insurance1id, mbi, medicareid, primarysubscriberid, primaryinsurancenumber,
 primaryid, primarypolicy, primarymember
group_number: groupnumber, group, groupid, primarygroupnumber, insurancegroup
coverage_start: coveragestart, coveragestartdate, coverageeffectivedate, coverageeffective,
 coveragefrom, coveragefromdate, coveragebegin, coveragebegindate, datecoveragestart,
 insuranceeffectivedate, insuranceeffective, insurancestart, insurancestartdate,
 insurancebegindate, insurancefrom, insurancefromdate, planeffectivedate, planeffective,
 planstartdate, planbegindate, policyeffectivedate, policyeffective, policystartdate,
 policybegindate, eligibilitystart, eligibilitystartdate, eligibilityeffectivedate,
 eligibilitybegindate, eligibilityfrom, payereffectivedate, payerstartdate,
 subscribereffectivedate, membereffectivedate, primaryeffectivedate,
 primaryinsuranceeffectivedate, primaryinsurancestartdate, primarycoveragestart,
 primarycoveragestartdate, insurance1effectivedate, primaryplaneffectivedate, effectivefrom,
 effectivefromdate, dateeffective, effectivedate, effective
coverage_end: coverageend, coverageenddate, coverageterminationdate, coveragetermination,
 coverageto, coveragetodate, coverageexpirationdate, coverageexpires, datecoverageend,
 insuranceterminationdate, insurancetermination, insuranceend, insuranceenddate,
 insuranceexpirationdate, insuranceexpires, insuranceto, insurancetodate, planterminationdate,
 planenddate, planexpirationdate, policyterminationdate, policyenddate, policyexpirationdate,
 policyexpires, eligibilityend, eligibilityenddate, eligibilityterminationdate, eligibilityto,
 payerterminationdate, payerenddate, subscriberterminationdate, memberterminationdate,
 primaryterminationdate, primaryinsuranceterminationdate, primaryinsuranceenddate,
 primarycoverageend, primarycoverageenddate, insurance1terminationdate, primaryplanenddate,
 effectiveto, effectivetodate, effectiveenddate, dateterminated, terminationdate, terminateddate
payer2: secondaryinsurance, secondaryinsurancename, insurance2, payer2, secondarypayer,
 secondarypayername, secondaryplan
member2: secondarypolicynumber, secondarymemberid, secondarysubscribernumber, insurance2id,
 secondaryinsuranceid, secondaryinsurancenumber, secondarysubscriberid, secondaryid,
 secondarypolicy, secondarymember
edi: payeridedi, edi, ediid, edipayerid, electronicpayerid, clearinghouseid, payernumber, cpid
charge_id: chargeid, lineid, chargenumber, linenumber, serviceid, servicelineid, chargelineid,
 chargeentryid, transactionid, line, procedureid
ssn: ssn, ss, ssnumber, socialsecurity, socialsecuritynumber, socsecnumber, socsec,
 socsecondarynumber, socsecondary, socialnumber, patientssn, guarantorssn, guarantorssnumber,
 patientssnumber, subscriberssn, patientss, social, socialsec, ssnnumber, guarantorss,
 taxpayerid, ssnid, itin, ssan,
 patientsocialsecuritynumber, respssn, drivers, driverslicense, passport, licensenumber
id: id, number, recordid, rowid, code_
name: name, nombre, nombres
instant: starttime, time, timestamp, visittime, encountertime, appointmenttime, checkintime,
 arrivaltime, servicetime, seentime, encounterstarttime, visitstarttime, appointmentstarttime
never: nextappointment, lastupdated, postdate, postingdate, dateposted, printdate, createddate,
 datecreated, entrydate, dateentered, duedate, lastvisit, lastvisitdate, nextvisit, billdate,
 billeddate, claimdate, statementdate, paiddate, paymentdate, modifieddate, lastmodified,
 referraldate, copay, balance, paid, amountpaid, payment, patientbalance,
 endtime, subscribername, subscriberdob, subscribersex, guarantorname,
 guarantordob, guarantorfirstname, guarantorlastname, guarantor, billingnpi, groupnpi, facilitynpi,
 billingprovidernpi, deathdate_, basecharge, primarycareprovider, pcp, emergencycontact,
 scheduleddate, bookingdate, bookedon, dategiven, adjustment, insurancebalance, insurancepaid
"""
_NUMBERED = re.compile(r"^(.*?[a-z])0*(\d{1,2})(code)?$")
_TURNED = ("number", "code", "id")
"""Words that stand first in Spanish: "Nº de expediente" is the chart number."""
MANY = frozenset({"code", "modifier", "units", "amount", "dx"})


def _table() -> dict[str, tuple[str, int]]:
    """Read the headings above: canonical heading to field and rank (0 the surest)."""
    table: dict[str, tuple[str, int]] = {}
    for line in _HEADINGS.replace(",\n ", ", ").strip().split("\n"):
        field, _, headings = line.partition(":")
        for rank, heading in enumerate(headings.split(",")):
            table.setdefault(heading.strip(), (field.strip().rstrip("+"), rank))
    return table


_KNOWN = _table()
_LETTERED = {"m": "modifier"}
"""What a letter says only with a number behind it: M1 to M4."""


def known_fields() -> tuple[str, ...]:
    """Give every field that a heading can name, in the order of the table."""
    return tuple(dict.fromkeys(field for field, _ in _KNOWN.values()))


@lru_cache(maxsize=4096)
def canon(heading: str) -> str:
    """Bring a heading to its canonical form: "Pt. Acct #" becomes "patientaccountnumber"."""
    plain = heading if heading.isascii() else _plain(heading)
    plain = _DOTTED.sub(lambda found: found[0].replace(".", ""), plain)
    words = _WORDS.findall(_ICD.sub("ICD ", _COUNTED.sub(" ", plain)))
    spelled = [_ABBREVIATIONS.get(word.lower(), word.lower()) for word in words]
    return "".join(word for word in spelled if word not in _FILLER)


def _plain(heading: str) -> str:
    """Take the accents off, and read "Nº" as "No"."""
    apart = unicodedata.normalize("NFKD", heading)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def meaning(heading: str) -> tuple[str, int] | None:
    """Give the field that a heading names and how sure that is (0 is surest), or None."""
    for written in (heading, _BRACKETS.sub(" ", heading), heading.lstrip("#")):
        form = canon(written)
        turned = next((form[len(w) :] + w for w in _TURNED if form.startswith(w)), form)
        if known := _KNOWN.get(form) or _KNOWN.get(turned):
            return known
        numbered = _NUMBERED.match(form)
        stem = _LETTERED.get(numbered[1], numbered[1]) + (numbered[3] or "") if numbered else ""
        if stem in _KNOWN:
            field, rank = _KNOWN[stem]
            if field in MANY:
                return field, rank
    return None

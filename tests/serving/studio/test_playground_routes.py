"""The editor's playground over HTTP."""

import json
import threading


def test_a_wish_is_begun_and_followed_to_its_end(ann, system):
    begun = ann.post("/edits", {"item": "boats", "say": "trim it to 3 seconds"}).json()
    (job,) = begun["jobs"]
    assert begun["guidance"]["edits"][0]["op"] == "clip"
    assert begun["items"] == []
    worker = threading.Thread(target=system.work)
    worker.start()
    with ann.client.stream("GET", f"/studio/api/stream?job={job}", headers=ann.headers) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:") and (told := json.loads(line[5:])).get("item"):
                break
    worker.join()
    made = told["item"]
    assert (made["origin"], made["parents"]) == ("edited", ["boats"])
    assert ann.get(f"/made/{made['id']}").json()["provenance"]["changes"]
    again = ann.post("/edits", {"item": "boats", "say": "trim it to 3 seconds"}).json()
    assert ([one["id"] for one in again["items"]], again["jobs"]) == ([made["id"]], [])


def test_what_is_no_change_is_refused_kindly(ann, error_of):
    for say in ("more lamps", "make it better", "undress her"):
        answer = ann.post("/edits", {"item": "boats", "say": say})
        assert answer.status_code == 403
        assert error_of(answer)["message"]
    assert ann.post("/edits", {"item": "nowhere", "say": "trim it to 3 seconds"}).status_code == 404
    assert ann.post("/edits", {"item": "boats", "say": ""}).status_code == 400
